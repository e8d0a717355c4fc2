/** The interface as the server says it is: its layers, and what they come to [U1]. */
import type { Interface, UiStatePatch, UiStateSnapshot } from '@instar/protocol';
import { immutableJSONPatch, type JSONPatchOperation } from 'immutable-json-patch';
import type { HeldState } from './held.ts';
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

/** What the layers come to, for a thread or for no thread: of one key the later layer counts [U2]. */
export function interfaceOf(layers: ById<Layer>, threadId?: string): Interface {
  const said = NAMES.flatMap((name) =>
    name === 'thread' && threadId === undefined ? [] : (layers[keyOf(name, threadId)]?.state ?? []),
  );
  return Object.fromEntries(
    SECTIONS.map((section) => [section, Object.assign({}, ...said.map((each) => each[section]))]),
  ) as Interface;
}

function keyOf(layer: string, threadId: string | null | undefined): string {
  return layer === 'thread' ? `thread ${threadId}` : layer;
}
