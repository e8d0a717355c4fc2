/** The interface as the server says it is: its layers, and what they come to [U1]. */
import type { Interface, UiStatePatch, UiStateSnapshot } from '@instar/protocol';
import { immutableJSONPatch, type JSONPatchOperation } from 'immutable-json-patch';
import type { HeldState } from './held.ts';
import { memoByParts } from './memo.ts';
import { type ById, withEntry } from './records.ts';

/** One layer, after so many changes. */
export interface Layer {
  readonly rev: number;
  readonly state: Interface;
}

const NAMES = ['global', 'role', 'user', 'thread', 'connection'] as const;
const SECTIONS = [
  'locks',
  'visibility',
  'toggles',
  'commands',
  'renderers',
  'rules',
  'slots',
  'floor',
] as const;

/** A layer of which nothing is said. Sections are there, so that a patch finds them. */
const EMPTY = Object.fromEntries(SECTIONS.map((name) => [name, {}])) as Interface;

export function reduceInterface(
  state: HeldState,
  { type, threadId, payload }: UiStateSnapshot | UiStatePatch,
): HeldState {
  if (type === 'ui.state.snapshot') {
    const layers = payload.layers.reduce(
      (next, { layer, rev, state: said }) =>
        withEntry(next, keyOf(layer, threadId), { rev, state: { ...EMPTY, ...said } }),
      state.layers,
    );
    return { ...state, layers };
  }
  const key = keyOf(payload.layer, threadId);
  const held = state.layers[key];
  // What came before the snapshot is in it [U4].
  if (held === undefined || payload.rev !== held.rev + 1) return state;
  const patched = immutableJSONPatch(held.state, payload.patch as JSONPatchOperation[]);
  const layer = { rev: payload.rev, state: patched as Interface };
  return { ...state, layers: withEntry(state.layers, key, layer) };
}

/** The document whole: every section is there. */
export type WholeInterface = {
  readonly [Name in keyof Interface]-?: NonNullable<Interface[Name]>;
};

/**
 * What the layers come to, for a thread or for no thread: of one key the later layer counts [U2].
 * The same object, and the same sections in it, for as long as nothing of its layers changed.
 */
export function interfaceOf(layers: ById<Layer>, threadId?: string): WholeInterface {
  const names = threadId === undefined ? NAMES.filter((name) => name !== 'thread') : NAMES;
  return wholeOf(names.flatMap((name) => layers[keyOf(name, threadId)]?.state ?? []));
}

const wholeOf = memoByParts((said: readonly Interface[]) => {
  const sectionOf = (name: (typeof SECTIONS)[number]) =>
    laidOver(said.map((layer): object => layer[name] ?? {}).filter((part) => !isEmpty(part)));
  return Object.fromEntries(SECTIONS.map((name) => [name, sectionOf(name)])) as WholeInterface;
});

const laidOver = memoByParts((parts: readonly object[]): object =>
  parts.length === 1 ? (parts[0] as object) : Object.assign(Object.create(null), ...parts),
);

function isEmpty(section: object): boolean {
  return Object.keys(section).length === 0;
}

function keyOf(layer: string, threadId: string | null | undefined): string {
  return layer === 'thread' ? `thread ${threadId}` : layer;
}
