// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import type { Item, Rule } from '@instar/protocol';
import { expect, test } from 'vitest';
import { item } from '../testing/messages.ts';
import { applyRules, type Entry } from './rules.ts';

const CASES = new URL('../../../../../protocol/rules/v1/', import.meta.url);

interface Golden {
  readonly says: string;
  readonly items: readonly (Partial<Item> & { id: string; author: 'user' })[];
  readonly rules: Readonly<Record<string, Rule>>;
  readonly now: string;
  readonly expected: { readonly entries: readonly unknown[]; readonly next: string | null };
}

const golden = readdirSync(CASES).map((name) => {
  const text = readFileSync(new URL(name, CASES), 'utf8');
  return Object.assign({ name }, JSON.parse(text) as Golden);
});

function spelled(entry: Entry): unknown {
  if (entry.kind === 'item') return entry.item.id;
  return { rule: entry.rule, label: entry.label, items: entry.items.map(({ id }) => id) };
}

test.each(golden)('[U7] $name: $says', ({ items, rules, now, expected }) => {
  const whole = items.map(({ author, ...fields }, index) =>
    item(fields.id, index + 1, { ...fields, author: { type: author } }),
  );
  const { entries, next } = applyRules(whole, rules, Date.parse(now));
  expect(entries.map(spelled)).toEqual(expected.entries);
  expect(next).toBe(expected.next === null ? undefined : Date.parse(expected.next));
});
