// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import type { Interface, UiStatePatch, UiStateSnapshot } from '@instar/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../connection/decode.ts';
import { down, refusal, snapshot, THREAD, welcome } from '../testing/messages.ts';
import { tell, told } from '../testing/view.ts';
import type { HeldState } from './held.ts';
import { interfaceOf } from './interface.ts';
import { reduce } from './reduce.ts';

const CASES = new URL('../../../../../protocol/interface/v1/', import.meta.url);

type LayerName = UiStatePatch['payload']['layer'];
type Patch = UiStatePatch['payload']['patch'];

interface Golden {
  readonly says: string;
  readonly before: Interface;
  readonly patches: readonly Patch[];
  readonly after: Interface;
}

const golden = readdirSync(CASES).map((name) => {
  const text = readFileSync(new URL(name, CASES), 'utf8');
  return Object.assign({ name }, JSON.parse(text) as Golden);
});

const reason = { reason: 'Back soon.' };

/** A message as the wire brings it: what cannot be read does not get here. */
function read<Message extends object>(message: Message): Message {
  const frame = decode(JSON.stringify(message));
  if (frame.kind !== 'message') throw new Error(`The frame is ${frame.kind}.`);
  return frame.message as unknown as Message;
}

function said(layer: LayerName, state: object, threadId?: string, rev = 1): UiStateSnapshot {
  const payload = { layers: [{ layer, rev, state: state as Interface }] };
  return read(down('ui.state.snapshot', { payload, ...(threadId && { threadId }) }));
}

function patched(layer: LayerName, patch: Patch, rev = 2, threadId?: string): UiStatePatch {
  const payload = { layer, rev, patch };
  return read(down('ui.state.patch', { payload, ...(threadId && { threadId }) }));
}

const add = (path: string, value: unknown) => ({ op: 'add' as const, path, value });

/** What the interface says, without the sections that say nothing. */
function spelled({ layers }: HeldState, threadId?: string): object {
  const sections = Object.entries(interfaceOf(layers, threadId));
  return Object.fromEntries(sections.filter(([, entries]) => Object.keys(entries).length > 0));
}

describe('layers', () => {
  test('[U2] of one key the later layer counts', () => {
    const names = ['global', 'role', 'user', 'thread', 'connection'] as const;
    const state = names
      .toReversed()
      .reduce(
        (before, name) =>
          tell(before, said(name, { locks: { composer: { reason: name } } }, THREAD)),
        told(),
      );
    expect(interfaceOf(state.layers, THREAD).locks['composer']?.reason).toBe('connection');
    const { connection, ...others } = state.layers;
    expect(connection?.rev).toBe(1);
    expect(interfaceOf(others, THREAD).locks['composer']?.reason).toBe('thread');
    expect(interfaceOf(others).locks['composer']?.reason).toBe('user');
  });

  test('[U2] a thread sees its own layer alone', () => {
    const state = reduce(told(), { type: 'opened', threadId: 'thr_2' });
    const own = said('thread', { locks: { composer: reason } }, THREAD);
    const { layers } = tell(state, own, patched('thread', [add('/slots/banner', 'x')], 2, 'thr_2'));
    expect(spelled({ ...state, layers }, THREAD)).toEqual({ locks: { composer: reason } });
    expect(spelled({ ...state, layers }, 'thr_2')).toEqual({});
    expect(spelled({ ...state, layers })).toEqual({});
  });

  test('[U3] a snapshot replaces the layers that it names, whatever was held', () => {
    const state = told(
      said('global', { visibility: { uploads: false } }, undefined, 9),
      said('user', { locks: { threads: reason } }),
      said('global', { slots: { banner: 'x' } }, undefined, 1),
    );
    expect(spelled(state)).toEqual({ slots: { banner: 'x' }, locks: { threads: reason } });
  });
});

describe('patches', () => {
  test.each(golden)('[U4] $name: $says', ({ before, patches, after }) => {
    const messages = patches.map((patch, index) => patched('user', patch, index + 2));
    expect(spelled(told(said('user', before), ...messages))).toEqual(after);
  });

  test('[U4] one that does not follow the rev held is not applied', () => {
    const lock = [add('/locks/composer', reason)];
    expect(spelled(told(patched('global', lock)))).toEqual({});
    const held = told(said('global', {}, undefined, 5));
    for (const rev of [4, 5, 7]) expect(tell(held, patched('global', lock, rev))).toBe(held);
    expect(spelled(tell(held, patched('global', lock, 6)))).toEqual({
      locks: { composer: reason },
    });
  });

  test('[E1] a section, a key or a value that this client does not know harms nothing', () => {
    const state = told(
      said('global', { future: { x: 1 }, locks: { mirrors: reason } }),
      patched('global', [
        add('/future/x', 1),
        add('/future', 1),
        add('', {}),
        add('/slots/attic', 'x'),
        add('/locks/composer', { reason: 7 }),
        add('/pickers/odd', { value: 'a', options: [] }),
        add('/commands/odd', { title: 'Odd', places: ['moon'] }),
      ]),
    );
    expect(spelled(state)).toEqual({ locks: { mirrors: reason }, slots: { attic: 'x' } });
  });

  test('a key named as what objects inherit is a key, and sets nothing else', () => {
    const evil = JSON.parse(
      '{"locks": {"__proto__": {"reason": "Owned."}}, "__proto__": {"locks": 1}}',
    );
    const state = told(
      said('global', evil),
      patched('global', [add('/locks/__proto__', reason), add('/__proto__/polluted', reason)]),
      said('user', { visibility: { uploads: true } }),
    );
    const { locks, toggles, commands } = interfaceOf(state.layers);
    expect(locks['composer']).toBeUndefined();
    expect(locks['reason']).toBeUndefined();
    expect(toggles['constructor']).toBeUndefined();
    expect(commands['toString']).toBeUndefined();
    expect(Object.keys({})).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });

  test('[U4] a snapshot and any patches after it equal a fresh snapshot', () => {
    fc.assert(
      fc.property(fc.array(fc.array(operation, { minLength: 1, maxLength: 4 })), (patches) => {
        const fresh = new Map<string, unknown>();
        let rev = 0;
        let state = told(said('thread', {}, THREAD, rev));
        for (const patch of patches) {
          for (const { op, path, value } of patch) {
            if (op === 'remove') fresh.delete(path);
            else fresh.set(path, value);
          }
          rev += 1;
          const message = { layer: 'thread' as const, rev, patch };
          state = tell(state, down('ui.state.patch', { threadId: THREAD, payload: message }));
        }
        expect(spelled(state, THREAD)).toEqual(
          spelled(told(said('thread', stateOf(fresh), THREAD, rev)), THREAD),
        );
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);
});

const key = fc.constantFrom('a', 'b', 'constructor', 'demo.poll');
const entry = fc.oneof(
  fc.tuple(fc.constant('locks'), key, fc.record({ reason: fc.string({ maxLength: 9 }) })),
  fc.tuple(fc.constant('visibility'), key, fc.boolean()),
  fc.tuple(fc.constant('toggles'), key, fc.record({ on: fc.boolean() })),
  fc.tuple(fc.constant('picked'), key, key),
  fc.tuple(fc.constant('slots'), key, key),
);
const operation = fc
  .tuple(fc.constantFrom('add' as const, 'replace' as const, 'remove' as const), entry)
  .map(([op, [section, name, value]]) => {
    const path = `/${section}/${name}`;
    return op === 'remove' ? { op, path } : { op, path, value };
  }) as fc.Arbitrary<Patch[number]>;

function stateOf(entries: ReadonlyMap<string, unknown>): Interface {
  const state: Record<string, Record<string, unknown>> = {};
  for (const [path, value] of entries) {
    const [, section = '', name = ''] = path.split('/');
    state[section] = { ...state[section], [name]: value };
  }
  return state as Interface;
}

describe('what is held', () => {
  const locked = said('thread', { locks: { composer: reason } }, THREAD);
  const held = () => told(snapshot(1), locked, said('user', { visibility: { uploads: false } }));

  test('of a thread goes with its view', () => {
    const state = reduce(held(), { type: 'forgotten', threadId: THREAD });
    expect(spelled(state, THREAD)).toEqual({ visibility: { uploads: false } });
    expect(tell(state, locked)).toBe(state);
  });

  test('of a thread goes when it is out of reach', () => {
    const gone = [down('thread.gone', { threadId: THREAD }), refusal('id-1', 'not_found.thread')];
    for (const message of gone)
      expect(spelled(tell(held(), message), THREAD)).toEqual({ visibility: { uploads: false } });
  });

  test('goes when its user signs out, or is another', () => {
    const state = tell(held(), welcome('usr_1'));
    expect(spelled(state, THREAD)).not.toEqual({});
    expect(spelled(reduce(state, { type: 'signedOut' }), THREAD)).toEqual({});
    expect(spelled(tell(state, welcome('usr_2')), THREAD)).toEqual({});
  });
});

describe('the document', () => {
  const global = said('global', {
    rules: { old: { effect: 'hide' } },
    locks: { composer: reason },
  });
  const own = said('thread', { rules: { calls: { effect: 'group' } } }, THREAD);
  const lock = patched('thread', [add('/locks/threads', reason)], 2, THREAD);

  test('stays the same object until one of its layers changes', () => {
    const before = told(global, own);
    const after = tell(before, lock);
    expect(interfaceOf(before.layers, THREAD)).toBe(interfaceOf({ ...before.layers }, THREAD));
    expect(interfaceOf(after.layers, THREAD)).not.toBe(interfaceOf(before.layers, THREAD));
    expect(Object.keys(interfaceOf(after.layers, THREAD).rules)).toEqual(['old', 'calls']);
  });

  test('keeps the sections that a patch does not name', () => {
    const before = told(global, own);
    const after = tell(before, lock);
    const rules = interfaceOf(after.layers, THREAD).rules;
    expect(rules).toBe(interfaceOf(before.layers, THREAD).rules);
    expect(interfaceOf(after.layers, 'thr_2')).toBe(interfaceOf(before.layers, 'thr_2'));
  });
});
