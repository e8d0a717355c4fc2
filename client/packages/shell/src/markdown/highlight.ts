import {
  createCssVariablesTheme,
  createHighlighterCore,
  type GrammarState,
  type LanguageRegistration,
} from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { findLanguage } from './languages.ts';

/** A run of one colour; `kind` is its class. */
export interface CodeToken {
  readonly text: string;
  readonly kind: string | undefined;
}
export type Line = readonly CodeToken[];

const THEME = 'css-variables';
const LONGEST = 100_000;
const SLICE_LINES = 4;
const SLICE_EXPRESSIONS = 8;
const REMEMBERED = 200;

const engine = createJavaScriptRegexEngine({ forgiving: true });
const highlighter = createHighlighterCore({
  themes: [createCssVariablesTheme({ name: THEME, variablePrefix: '--code-' })],
  engine,
});
const remembered = new Map<string, readonly Line[]>();

/** The lines of `code` in colours; undefined for a language we have none for, or code too long. */
export async function highlight(
  code: string,
  name: string,
  signal: AbortSignal,
): Promise<readonly Line[] | undefined> {
  const found = findLanguage(name);
  if (!found || code.length > LONGEST) return undefined;
  const key = `${found.language}\n${code}`;
  const known = remembered.get(key);
  if (known) return known;
  const shiki = await highlighter;
  if (!shiki.getLoadedLanguages().includes(found.language)) {
    const { default: grammars } = await found.load();
    await translate(grammars.at(-1));
    await shiki.loadLanguage(grammars);
  }
  const lines = await inSlices(code.split('\n'), signal, (text, state) =>
    shiki.codeToTokens(text, {
      lang: found.language,
      theme: THEME,
      ...(state && { grammarState: state }),
    }),
  );
  if (lines) remember(key, lines);
  return lines;
}

/**
 * The engine keeps what it has translated. Left to itself it would translate hundreds of expressions in
 * one task, when the first line is read. The last grammar is the language's own, before it are those of
 * others that may stand inside.
 */
async function translate(grammar: LanguageRegistration | undefined): Promise<void> {
  const expressions = expressionsOf(grammar);
  for (let from = 0; from < expressions.length; from += SLICE_EXPRESSIONS) {
    // oxlint-disable-next-line no-await-in-loop -- the pause between slices is the point
    await pause();
    engine.createScanner(expressions.slice(from, from + SLICE_EXPRESSIONS));
  }
}

function expressionsOf(rule: unknown): string[] {
  if (typeof rule !== 'object' || rule === null) return [];
  return Object.entries(rule).flatMap(([key, value]) =>
    typeof value !== 'string'
      ? expressionsOf(value)
      : /^(?:match|begin|end|while)$/.test(key)
        ? [value]
        : [],
  );
}

interface Slice {
  tokens: { content: string; color?: string }[][];
  grammarState?: GrammarState | undefined;
}

/** Long code is read a few lines at a time, so that typing and scrolling never wait for it. */
async function inSlices(
  lines: readonly string[],
  signal: AbortSignal,
  read: (text: string, state: GrammarState | undefined) => Slice,
): Promise<Line[] | undefined> {
  const done: Line[] = [];
  let state: GrammarState | undefined;
  for (let from = 0; from < lines.length; from += SLICE_LINES) {
    // oxlint-disable-next-line no-await-in-loop -- the pause between slices is the point
    await pause();
    if (signal.aborted) return undefined;
    const slice = read(lines.slice(from, from + SLICE_LINES).join('\n'), state);
    state = slice.grammarState;
    for (const line of slice.tokens) done.push(line.map(tokenOf));
  }
  return done;
}

function tokenOf({ content, color }: { content: string; color?: string }): CodeToken {
  const kind = color && /^var\(--code-(token-[\w-]+)\)$/.exec(color)?.[1];
  return { text: content, kind: kind || undefined };
}

/** Lets the browser handle what is waiting, input above all. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function remember(key: string, lines: readonly Line[]): void {
  const oldest = remembered.keys().next();
  if (remembered.size >= REMEMBERED && !oldest.done) remembered.delete(oldest.value);
  remembered.set(key, lines);
}
