import type { Toggle } from '@instar/protocol';

/** The switches that people may move, in the order of their labels. */
export function settableIn(
  toggles: Readonly<Record<string, Toggle>>,
): readonly (readonly [id: string, toggle: Toggle])[] {
  return Object.entries(toggles)
    .filter(([, toggle]) => toggle.settable)
    .toSorted(([one, { label: a }], [other, { label: b }]) => (a || one).localeCompare(b || other));
}
