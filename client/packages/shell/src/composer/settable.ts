import type { Picker, Toggle } from '@instar/protocol';
import { MODEL } from './usePicker.ts';

type Entries<Entry> = readonly (readonly [id: string, entry: Entry])[];

/** The switches that people may move, in the order of their labels. */
export function settableIn(toggles: Readonly<Record<string, Toggle>>): Entries<Toggle> {
  return Object.entries(toggles)
    .filter(([, toggle]) => toggle.settable)
    .toSorted(byLabel);
}

/** The pickers beside the one of the model, which has a place of its own. */
export function optionalIn(pickers: Readonly<Record<string, Picker>>): Entries<Picker> {
  return Object.entries(pickers)
    .filter(([id]) => id !== MODEL)
    .toSorted(byLabel);
}

type Labelled = readonly [id: string, { readonly label?: string | undefined }];

const byLabel = ([one, { label: a }]: Labelled, [other, { label: b }]: Labelled): number =>
  (a || one).localeCompare(b || other);
