import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Parsed, parse } from './blocks.ts';

/** What a text shows: its tokens without the blank lines between them. */
const shown = ({ blocks }: Parsed) =>
  blocks.map((block) => block.token).filter((token) => token.type !== 'space');

/** Parses the text as it grows, from one cut to the next. */
function grow(text: string, cuts: readonly number[]): Parsed {
  const ends = [...cuts.map((cut) => cut % (text.length + 1)), text.length];
  let parsed: Parsed | undefined;
  for (const end of ends.toSorted((a, b) => a - b)) parsed = parse(text.slice(0, end), parsed);
  return parsed ?? parse(text);
}

/** Pieces whose meaning depends on what comes before and after them. */
const PIECES = [
  ['# ', '## ', '#', '- ', '* ', '1. ', '2) ', '> ', '```', '~~~', '```js\n', '---', '***', '==='],
  ['| a | b |', '| - | - |', '|', '$$', '$', '\\', '`', '**', '*', '_', '~~', '[x] ', '[ ] '],
  ['[a]', '(https://a.example)', '[a]: https://b.example', '!', '<div>', '</div>', '<!--', '-->'],
  ['\n', '\n\n', '\n', '\n\n\n', '  ', '    ', '\t', ' ', '\r\n'],
  ['word', 'two words', 'x', '1', 'é', '😀', '&amp;', 'https://c.example'],
].flat();
const piece = fc.constantFrom(...PIECES);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const cuts = fc.array(fc.nat(200), { maxLength: 12 });

describe('blocks of a growing text', () => {
  it('equal those of the whole text, wherever it was cut', () => {
    fc.assert(
      fc.property(text, cuts, (whole, places) => {
        expect(shown(grow(whole, places))).toEqual(shown(parse(whole)));
      }),
      { numRuns: 3000 },
    );
  });

  it('equal those of the whole text, when it grows a character at a time', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const everywhere = Array.from({ length: whole.length }, (_, index) => index);
        expect(shown(grow(whole, everywhere))).toEqual(shown(parse(whole)));
      }),
      { numRuns: 300 },
    );
  });

  it('hold every character of the text once', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const { source, blocks } = parse(whole);
        expect(blocks.map(({ token }) => token.raw).join('')).toHaveLength(source.length);
      }),
    );
  });

  it('keep their identity while text is appended', () => {
    const before = parse('# One\n\ntwo\n\n- three\n\nfour');
    const after = parse('# One\n\ntwo\n\n- three\n\nfour and more', before);
    expect(after.blocks.slice(0, -1)).toEqual(before.blocks.slice(0, -1));
    for (const [index, block] of before.blocks.slice(0, -1).entries()) {
      expect(after.blocks[index]).toBe(block);
    }
    expect(after.blocks.at(-1)).not.toBe(before.blocks.at(-1));
  });

  it('give back the same result for the same text', () => {
    const parsed = parse('one\n\ntwo');
    expect(parse('one\n\ntwo', parsed)).toBe(parsed);
  });

  it('start again when the text is another one', () => {
    expect(shown(parse('## two', parse('# one\n\nmore')))).toEqual(shown(parse('## two')));
  });
});
