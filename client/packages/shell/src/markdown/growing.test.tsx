import { render } from '@testing-library/react';
import { Lexer } from 'marked';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CodeBlock } from './CodeBlock.tsx';
import { decodeEntities } from './entities.ts';
import { Markdown } from './Markdown.tsx';
import { MathView } from './MathView.tsx';

// Whatever is drawn goes through one of them: a run of text, a block of code, a formula.
vi.mock('./entities.ts', { spy: true });
vi.mock('./CodeBlock.tsx', { spy: true });
vi.mock('./MathView.tsx', { spy: true });

/** Blocks that say `finished` in every part. */
const FINISHED = [
  '## A finished heading',
  'A finished *finished* [finished](https://a.example) paragraph with finished $finished^2$',
  '- finished\n- finished\n  1. finished\n  2. finished\n- [x] finished',
  '1. finished\n\n   ```js\n   finished()\n   ```\n\n2. finished',
  '| finished | b |\n| - | -: |\n| finished | *finished* |',
  '```python\nfinished = 1\n\nprint(finished)\n```',
  '> finished\n> and finished\n>\n> - finished',
  '$$\nfinished^2\n$$',
];
/** How many blocks at the end may still be read otherwise, whatever they are. */
const AFTER = '\n\n# One\n\ntwo\n\nthree\n\n';

const lex = vi.spyOn(Lexer.prototype, 'lex');
const read = () => lex.mock.calls.map(([text]) => text);
const drawn = () => [
  ...vi.mocked(decodeEntities).mock.calls.map(([text]) => text),
  ...vi.mocked(CodeBlock).mock.calls.map(([{ code }]) => code),
  ...vi.mocked(MathView).mock.calls.map(([{ tex }]) => tex),
];
const saying = (word: string) => (text: string) => text.includes(word);

/** Draws `text`, then a character more each time; only what `more` cost is counted. */
function grow(text: string, more: string): void {
  const { rerender } = render(<Markdown text={text} streaming />);
  expect(drawn().filter(saying('finished'))).not.toEqual([]);
  vi.clearAllMocks();
  for (let end = 1; end <= more.length; end += 1)
    rerender(<Markdown text={text + more.slice(0, end)} streaming />);
  expect(drawn()).not.toEqual([]);
}

describe('while the text grows', () => {
  beforeEach(() => void vi.clearAllMocks());

  it.each(FINISHED)('%j is not drawn again once another block follows', (block) => {
    const more = FINISHED.join('\n\n').replaceAll('finished', 'open');
    grow(`${block}\n\nAnd`, ` so on.\n\n${more}`);
    expect(drawn().filter(saying('finished'))).toEqual([]);
  });

  it.each(FINISHED)('%j is not even read again once three others follow', (block) => {
    grow(`${block}${AFTER}and`, ' so on.\n\n- and\n- on');
    expect(read().length).toBeGreaterThan(0);
    expect(read().filter(saying('finished'))).toEqual([]);
  });

  it('of a list and of a table only the part that grows is drawn again', () => {
    grow('- finished\n- finished\n  - finished\n- o', 'pen\n  - open\n- open');
    expect(drawn().filter(saying('finished'))).toEqual([]);
    vi.clearAllMocks();
    grow('| finished | b |\n| - | - |\n| finished | finished |\n| o', 'pen | open |\n| open');
    expect(drawn().filter(saying('finished'))).toEqual([]);
  });
});
