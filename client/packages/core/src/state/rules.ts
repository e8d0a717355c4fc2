/** What the interface's rules make of items [U7]. */
import type { Item, Rule } from '@instar/protocol';
import type { ById } from './records.ts';

/** What stands in a conversation: an item, or a line under which one or several are folded. */
export type Entry =
  | { readonly kind: 'item'; readonly item: Item }
  | {
      readonly kind: 'fold';
      /** The key of the rule that folds. */
      readonly rule: string;
      readonly label: string;
      readonly items: readonly Item[];
    };

export interface Shown {
  readonly entries: readonly Entry[];
  /** When time alone changes the entries next, in epoch milliseconds of the server's clock. */
  readonly next: number | undefined;
}

type Keyed = readonly [key: string, rule: Rule];

interface Verdict {
  readonly item: Item;
  readonly hidden: boolean;
  readonly group?: Keyed | undefined;
  readonly condense?: Keyed | undefined;
  readonly next: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** The entries that `items` come to at `now`. Pure; `src/instar/model/rules.py` says the same. */
export function applyRules(items: readonly Item[], rules: ById<Rule>, now: number): Shown {
  const ordered = Object.entries(rules).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const verdicts = items.map((item) => judge(item, ordered, now));
  const next = verdicts.reduce((soonest, verdict) => Math.min(soonest, verdict.next), NEVER);
  return { entries: folded(verdicts), next: next === NEVER ? undefined : next };
}

function judge(item: Item, rules: readonly Keyed[], now: number): Verdict {
  const end = item.expiresAt ? Date.parse(item.expiresAt) : NEVER;
  const timed = rules.flatMap((keyed) =>
    matches(item, keyed[1]) ? [{ keyed, due: dueOf(item, keyed[1]) }] : [],
  );
  const first = (effect: Rule['effect']) =>
    timed.find(({ keyed, due }) => keyed[1].effect === effect && due <= now)?.keyed;
  if (end <= now || first('hide')) return { item, hidden: true, next: NEVER };
  const later = timed.map(({ due }) => due).filter((due) => due > now);
  const next = Math.min(end, ...later);
  return { item, hidden: false, group: first('group'), condense: first('condense'), next };
}

function dueOf(item: Item, { after = 0 }: Rule): number {
  return after === 0 ? -NEVER : Math.ceil(Date.parse(item.createdAt) + after * 1000);
}

function matches(item: Item, { match = {} }: Rule): boolean {
  const { types = [], authors = [], metadata = {} } = match;
  return (
    (types.length === 0 || types.some((type) => isOfType(item.type, type))) &&
    (authors.length === 0 || authors.includes(item.author.type)) &&
    Object.entries(metadata).every(([key, value]) => item.metadata?.[key] === value)
  );
}

/** Whether `type` is `wanted` or below it: `widget.card` is a `widget`. */
function isOfType(type: string, wanted: string): boolean {
  return type === wanted || type.startsWith(`${wanted}.`);
}

/** Neighbours of one group become a fold; a group of one is none. */
function folded(verdicts: readonly Verdict[]): Entry[] {
  const runs: Verdict[][] = [];
  for (const verdict of verdicts) {
    if (verdict.hidden) continue;
    const run = runs.at(-1);
    if (run && verdict.group && run[0]?.group?.[0] === verdict.group[0]) run.push(verdict);
    else runs.push([verdict]);
  }
  return runs.map(entryOf);
}

function entryOf(run: readonly Verdict[]): Entry {
  const items = run.map(({ item }) => item);
  const [first] = run as [Verdict];
  const keyed = run.length > 1 ? first.group : first.condense;
  if (!keyed) return { kind: 'item', item: first.item };
  const [rule, { label = '' }] = keyed;
  return { kind: 'fold', rule, label, items };
}
