/** What the generated validators need beyond zod. Loaded before them: zod is set up here. */
import * as z from 'zod/mini';
import { codePoints } from './text.ts';

// The page's content security policy forbids `new Function`, which zod would try first.
z.config({ jitless: true });

/** At most `limit` Unicode code points; a string's own length counts UTF-16 units. */
export const maxChars = (limit: number) =>
  z.refine<string>((text) => text.length <= limit || codePoints(text) <= limit);

/** `list` without the entries whose `type` is none of `tags`: a reader ignores what it does not know. */
export const knownOnly = <List extends z.ZodMiniType>(tags: readonly string[], list: List) =>
  z.pipe(
    z.transform((value: unknown) =>
      Array.isArray(value)
        ? value.filter((entry) => !tagged(entry) || tags.includes(entry.type))
        : value,
    ),
    list,
  );

function tagged(entry: unknown): entry is { type: string } {
  return (
    typeof entry === 'object' && entry !== null && 'type' in entry && typeof entry.type === 'string'
  );
}
