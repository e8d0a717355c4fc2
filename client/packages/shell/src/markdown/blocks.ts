import { replaceEqualDeep } from '@tanstack/react-query';
import { Lexer, Marked, type Token, type TokensList } from 'marked';
import { blockMath, inlineMath } from './math.ts';

/** One top-level block. It and every token in it stay the same objects while they show the same. */
export interface Block {
  readonly start: number;
  readonly token: Token;
}

/** A text and its blocks; `settled` of them can not be changed by text that is appended. */
export interface Parsed {
  readonly source: string;
  readonly blocks: readonly Block[];
  readonly settled: number;
  readonly links: string;
}

const { defaults } = new Marked({ gfm: true }).use({ extensions: [blockMath, inlineMath] });

const NO_LINKS = '{}';
const EMPTY: Parsed = { source: '', blocks: [], settled: 0, links: NO_LINKS };

/**
 * The blocks of `text`. When `text` goes on from `previous`, only its open end is lexed, and of that
 * whatever shows the same keeps its identity; the result equals that of a parse of the whole.
 */
export function parse(text: string, previous: Parsed = EMPTY): Parsed {
  const source = text.replaceAll(/\r\n?/g, '\n');
  if (source === previous.source) return previous;
  const grown = source.startsWith(previous.source) ? previous : EMPTY;
  // A link definition reaches backwards, so a text that has one is always lexed whole.
  const kept = grown.links === NO_LINKS ? grown.blocks.slice(0, grown.settled) : [];
  const tail = lex(source, endOf(kept));
  const links = JSON.stringify(tail.links);
  if (kept.length > 0 && links !== NO_LINKS) return parse(source);
  const blocks = replaceEqualDeep(grown.blocks, [...kept, ...tail.blocks]);
  return { source, blocks, settled: settledOf(blocks), links };
}

function lex(source: string, from: number): { blocks: Block[]; links: TokensList['links'] } {
  const tokens = new Lexer(defaults).lex(source.slice(from));
  const blocks: Block[] = [];
  let start = from;
  for (const token of tokens) {
    blocks.push({ start, token });
    start += token.raw.length;
  }
  return { blocks, links: tokens.links };
}

/** How many blocks at the end are read again when text is appended. */
const OPEN_BLOCKS = 3;

/**
 * How a block begins is certain once its first lines are complete, that is when others follow it.
 * Until then it may still turn out to go on with the one before: `#` becomes `#tag`, and what looked
 * like a list becomes the head of a table.
 */
function settledOf(blocks: readonly Block[]): number {
  let open = 0;
  for (let index = blocks.length - 1; index >= 0; index -= 1) {
    if (blocks[index]?.token.type !== 'space') open += 1;
    if (open > OPEN_BLOCKS) return index + 1;
  }
  return 0;
}

function endOf(blocks: readonly Block[]): number {
  const last = blocks.at(-1);
  return last ? last.start + last.token.raw.length : 0;
}
