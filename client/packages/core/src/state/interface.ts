/** The interface as the server says it is: its layers, and what they come to [U1]. */
import { Interface, type UiStatePatch, type UiStateSnapshot } from '@instar/protocol';
import type { HeldState } from './held.ts';
import { memoByParts } from './memo.ts';
import { type ById, emptyById, withEntry, withoutEntry } from './records.ts';

/** One layer, after so many changes. */
export interface Layer {
  readonly rev: number;
  readonly state: Interface;
}

/** The document whole: every section is there. None has a prototype, for any word may be a key. */
export type WholeInterface = {
  readonly [Name in keyof Interface]-?: NonNullable<Interface[Name]>;
};

type Section = keyof Interface;
type Operation = UiStatePatch['payload']['patch'][number];

const NAMES = ['global', 'role', 'user', 'thread', 'connection'] as const;
const SECTIONS = Object.keys(Interface.def.shape) as readonly Section[];

export function reduceInterface(
  state: HeldState,
  message: UiStateSnapshot | UiStatePatch,
): HeldState {
  // Who let go of a thread has let go of its layer too.
  if (message.threadId && !(message.threadId in state.threads)) return state;
  const layers =
    message.type === 'ui.state.snapshot'
      ? takeSnapshot(state.layers, message)
      : takePatch(state.layers, message);
  return layers === state.layers ? state : { ...state, layers };
}

/** The layers without what a thread says of itself. */
export function withoutThread(layers: ById<Layer>, threadId: string): ById<Layer> {
  return withoutEntry(layers, keyOf('thread', threadId));
}

function takeSnapshot(layers: ById<Layer>, { threadId, payload }: UiStateSnapshot): ById<Layer> {
  return payload.layers.reduce((next, { layer, rev, state: said }) => {
    const state = everySection((name) => Object.assign(emptyById(), said[name]));
    return withEntry(next, keyOf(layer, threadId), { rev, state });
  }, layers);
}

function takePatch(layers: ById<Layer>, { threadId, payload }: UiStatePatch): ById<Layer> {
  const { layer, rev, patch } = payload;
  const key = keyOf(layer, threadId);
  const held = layers[key];
  // What came before the snapshot is in it [U4].
  if (held === undefined || rev !== held.rev + 1) return layers;
  return withEntry(layers, key, { rev, state: patch.reduce(apply, held.state) });
}

/**
 * One operation on a whole key. A section that this client does not know, and a value that it can
 * not read, are as if they were not there [E1].
 */
function apply(state: Interface, { op, path, value }: Operation): Interface {
  const [, section, key] = path.split('/');
  if (!isSection(section) || key === undefined) return state;
  const held: ById<unknown> = state[section] ?? emptyById();
  const read = op === 'remove' ? undefined : readEntry(section, value);
  const entries = read === undefined ? withoutEntry(held, key) : withEntry(held, key, read);
  return { ...state, [section]: entries };
}

function isSection(name: string | undefined): name is Section {
  return SECTIONS.some((section) => section === name);
}

function readEntry(section: Section, value: unknown): unknown {
  return Interface.safeParse({ [section]: { read: value } }).data?.[section]?.['read'];
}

/**
 * What the layers come to, for a thread or for no thread: of one key the later layer counts [U2].
 * The same object, and the same sections in it, for as long as nothing of its layers changed.
 */
export function interfaceOf(layers: ById<Layer>, threadId = ''): WholeInterface {
  const found = interfaces.get(layers)?.get(threadId);
  if (found) return found;
  const whole = lookUp(layers, threadId || undefined);
  interfaces.set(layers, (interfaces.get(layers) ?? new Map()).set(threadId, whole));
  return whole;
}

/** Every part of the page asks with every frame, and few frames bring a change. */
const interfaces = new WeakMap<ById<Layer>, Map<string, WholeInterface>>();

function lookUp(layers: ById<Layer>, threadId: string | undefined): WholeInterface {
  const names = threadId === undefined ? NAMES.filter((name) => name !== 'thread') : NAMES;
  return wholeOf(names.flatMap((name) => layers[keyOf(name, threadId)]?.state ?? []));
}

const wholeOf = memoByParts((said: readonly Interface[]) =>
  everySection((name) =>
    laidOver(said.map((layer): object => layer[name] ?? {}).filter((part) => !isEmpty(part))),
  ),
);

const laidOver = memoByParts((parts: readonly object[]): object =>
  Object.assign(emptyById(), ...parts),
);

function everySection(make: (name: Section) => object): WholeInterface {
  return Object.fromEntries(SECTIONS.map((name) => [name, make(name)])) as WholeInterface;
}

function isEmpty(section: object): boolean {
  return Object.keys(section).length === 0;
}

function keyOf(layer: string, threadId: string | null | undefined): string {
  return layer === 'thread' ? `thread ${threadId}` : layer;
}
