// @vitest-environment node
import { expect, test } from 'vitest';
import { highlight } from './highlight.ts';

/** A text whose end says `after`, and the colour of that: of nothing, if all is well before it. */
async function colourAfter(language: string, code: string): Promise<string | undefined> {
  const lines = await highlight(code, language, new AbortController().signal);
  return lines?.flat().find(({ text }) => text.includes('after'))?.kind;
}

test.each([
  ['python', 'def f():\n    """What it does."""\n    after'],
  ['rust', 'let a = r#"raw"#;\nafter'],
  ['yaml', 'a: |\n  block of text\nb: 1\n# after'],
])('what is quoted in %s ends where its own beginning says', async (language, code) => {
  const plain = await colourAfter(language, code.slice(code.lastIndexOf('\n') + 1));
  expect(await colourAfter(language, code)).toBe(plain);
});
