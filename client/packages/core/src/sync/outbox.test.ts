// @vitest-environment node
import type { TurnSubmit } from '@instar/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import type { InstarClient } from '../api.ts';
import { createClient } from '../client.ts';
import {
  accepted,
  down,
  refusal,
  resumed,
  snapshot,
  THREAD,
  turn,
  welcome,
} from '../testing/messages.ts';
import { FakeWorld, settled } from '../testing/world.ts';

let world: FakeWorld;
let client: InstarClient;

beforeEach(() => {
  world = new FakeWorld();
  client = createClient(world.environment);
});

const pending = () => client.getState().threads[THREAD]?.pending ?? [];
const states = () => pending().map(({ text, state }) => [text, state]);
const saved = (userId = 'usr_1') => [...world.outboxOf(userId).submits.values()];
const submits = () => world.socket.sentOf('turn.submit');
const textOf = ({ payload }: TurnSubmit) => payload.input.content[0]?.text;
const say = (text: string) => client.submit(THREAD, { text });

async function live(offset = 0): Promise<void> {
  client.connect();
  client.openThread(THREAD);
  await world.greet();
  world.showThread(offset);
}

async function reconnected(): Promise<void> {
  world.socket.closes(1006);
  world.clock.advance(30_000);
  await world.greet();
}

const reloaded = () => {
  client.close();
  const next = new FakeWorld(world);
  world = next;
  client = createClient(world.environment);
};

describe('[R6] a submit', () => {
  test('is sent, kept, and dropped when it is accepted', async () => {
    await live();
    const id = say('Hello');
    expect(states()).toEqual([['Hello', 'sent']]);
    expect(submits()).toMatchObject([{ id, threadId: THREAD, payload: { policy: 'reject' } }]);
    await settled();
    expect(saved()).toMatchObject([{ id, text: 'Hello' }]);
    world.socket.says(accepted(id, 1));
    await settled();
    expect(pending()).toEqual([]);
    expect(saved()).toEqual([]);
    expect(world.clock.waiting).toBe(1); // the heartbeat's
  });

  test('carries what it replaces, its files and its policy', async () => {
    await live();
    const file = {
      id: 'att_1',
      name: 'a',
      mimeType: 'text/plain',
      size: 1,
      status: 'ready' as const,
      createdAt: '2026-11-22T18:00:00.000Z',
    };
    client.submit(THREAD, {
      text: '',
      attachments: [file],
      policy: 'interrupt',
      replaces: 'itm_7',
    });
    expect(world.socket.lastOf('turn.submit').payload).toEqual({
      input: { content: [], attachments: ['att_1'] },
      policy: 'interrupt',
      replaces: 'itm_7',
    });
  });

  test('without a connection waits, and goes after session.resumed', async () => {
    client.openThread(THREAD);
    say('Hello');
    expect(states()).toEqual([['Hello', 'waiting']]);
    client.connect();
    await world.greet();
    world.socket.says(snapshot(0));
    expect(submits()).toEqual([]);
    world.socket.says(resumed(0, false));
    expect(submits().map(textOf)).toEqual(['Hello']);
  });

  test('that was not answered goes again with the same id', async () => {
    await live();
    const id = say('Hello');
    await reconnected();
    expect(states()).toEqual([['Hello', 'waiting']]);
    world.socket.says(resumed(0));
    expect(submits().map((message) => message.id)).toEqual([id]);
    world.socket.says(accepted(id, 1, { dup: true }));
    expect(pending()).toEqual([]);
  });

  test('that a replay shows as accepted is not sent again', async () => {
    await live();
    const id = say('Hello');
    await reconnected();
    world.socket.says(accepted(id, 1), resumed(1));
    expect(submits()).toEqual([]);
    expect(pending()).toEqual([]);
  });

  test('goes after the one before it was answered: the order stays', async () => {
    await live();
    const ids = ['One', 'Two', 'Three'].map((text) => say(text));
    expect(submits().map(textOf)).toEqual(['One']);
    world.socket.says(accepted(ids[0] ?? '', 1));
    expect(submits().map(textOf)).toEqual(['One', 'Two']);
    await reconnected();
    world.socket.says(resumed(1));
    expect(submits().map(textOf)).toEqual(['Two']);
    world.socket.says(accepted(ids[1] ?? '', 2));
    expect(submits().map(textOf)).toEqual(['Two', 'Three']);
  });

  test('that nobody answers goes again in time', async () => {
    await live();
    say('Hello');
    world.clock.advance(20_000);
    expect(submits().map((message) => message.id)).toHaveLength(2);
    expect(new Set(submits().map((message) => message.id)).size).toBe(1);
  });

  test('of a thread that is not open is sent too', async () => {
    client.connect();
    await world.greet();
    const id = say('Hello');
    await settled();
    expect(world.socket.lastOf('thread.subscribe').threadId).toBe(THREAD);
    world.showThread();
    expect(submits()).toHaveLength(1);
    world.socket.says(accepted(id, 1));
    await settled();
    expect(world.socket.sentOf('thread.unsubscribe')).toHaveLength(1);
  });
});

describe('a submit that is refused', () => {
  test('for good is kept with the reason, and lets the next one go', async () => {
    await live();
    const id = say('One');
    say('Two');
    world.socket.says(refusal(id, 'locked.thread'));
    expect(pending()[0]).toMatchObject({ state: 'failed', error: { code: 'locked.thread' } });
    expect(submits().map(textOf)).toEqual(['One', 'Two']);
    await settled();
    expect(saved().map(({ state }) => state)).toContain('failed');
  });

  test('for now goes again after the time named', async () => {
    await live();
    const id = say('Hello');
    world.socket.says(refusal(id, 'rate_limited.messages', { retryable: true, retryAfter: 3 }));
    expect(states()).toEqual([['Hello', 'waiting']]);
    world.clock.advance(2_999);
    expect(submits()).toHaveLength(1);
    world.clock.advance(1);
    expect(submits().map((message) => message.id)).toEqual([id, id]);
  });

  test('for now without a time goes again with growing pauses', async () => {
    await live();
    const id = say('Hello');
    const pauses = [500, 1000, 2000].map((pause) => {
      world.socket.says(refusal(id, 'storage.full', { retryable: true }));
      world.clock.advance(pause - 1);
      const early = submits().length;
      world.clock.advance(1);
      return [early, submits().length];
    });
    expect(pauses).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
  });

  test('can be sent again, with the same id', async () => {
    await live();
    const id = say('Hello');
    world.socket.says(refusal(id, 'conflict.turn_open'));
    client.resubmit(id);
    expect(submits().map((message) => message.id)).toEqual([id, id]);
    expect(states()).toEqual([['Hello', 'sent']]);
    expect(pending()[0]?.error).toBeUndefined();
  });

  test('[T2] because its id is taken gets another', async () => {
    await live();
    const id = say('Hello');
    world.socket.says(refusal(id, 'conflict.id_reused'));
    client.resubmit(id);
    await settled();
    expect(submits()[1]?.id).not.toBe(id);
    expect(saved().map((submit) => submit.id)).toEqual([submits()[1]?.id]);
  });

  test('can be taken away', async () => {
    await live();
    const id = say('Hello');
    world.socket.says(refusal(id, 'locked.thread'));
    client.discard(id);
    await settled();
    expect(pending()).toEqual([]);
    expect(saved()).toEqual([]);
  });

  test('by its size never leaves the client', async () => {
    await live();
    say('🦀'.repeat(20_000));
    expect(submits()).toEqual([]);
    expect(pending()[0]).toMatchObject({ state: 'failed', error: { code: 'too_large.frame' } });
  });

  test('because the thread is gone is kept', async () => {
    await live();
    say('Hello');
    world.socket.says(down('thread.gone', { threadId: THREAD }));
    expect(states()).toEqual([['Hello', 'failed']]);
    await settled();
    expect(saved()).toMatchObject([{ text: 'Hello', state: 'failed' }]);
  });
});

describe('a reload', () => {
  test('keeps what was not accepted, and sends it in order with the same ids', async () => {
    await live();
    const ids = [say('One'), say('Two')];
    await settled();
    reloaded();
    await live();
    expect(pending().map(({ id }) => id)).toEqual(ids);
    expect(submits().map((message) => message.id)).toEqual([ids[0]]);
    world.socket.says(accepted(ids[0] ?? '', 1, { dup: true }));
    expect(submits().map((message) => message.id)).toEqual(ids);
  });

  test('sends what an earlier page left before what is new', async () => {
    await live();
    say('Old');
    await settled();
    reloaded();
    client.openThread(THREAD);
    say('New');
    await live();
    expect(submits().map(textOf)).toEqual(['Old']);
  });

  test('sends what was left in a thread that nobody opens', async () => {
    await live();
    say('Hello');
    await settled();
    reloaded();
    client.connect();
    await world.greet();
    world.showThread();
    expect(submits().map(textOf)).toEqual(['Hello']);
  });

  test('leaves to the person what failed, or is older than the server remembers', async () => {
    await live();
    world.socket.says(refusal(say('Failed'), 'locked.thread'));
    say('Old');
    await settled();
    reloaded();
    world.clock.sleep(24 * 3_600_000);
    await live();
    expect(states()).toEqual([
      ['Failed', 'failed'],
      ['Old', 'failed'],
    ]);
    expect(pending()[1]?.error?.code).toBe('conflict.too_old');
    expect(submits()).toEqual([]);
  });

  test('shows another user nothing', async () => {
    await live();
    say('Secret');
    await settled();
    reloaded();
    client.connect();
    await world.greet(welcome('usr_2'));
    expect(pending()).toEqual([]);
    expect(saved('usr_1')).toHaveLength(1);
  });

  test('with a storage that is broken loses no more than the reload', async () => {
    world.outboxOf('usr_1').broken = new Error('blocked');
    await live();
    const id = say('Hello');
    expect(submits()).toHaveLength(1);
    world.socket.says(accepted(id, 1));
    await settled();
    expect(pending()).toEqual([]);
  });

  test('with a storage that does not answer waits 2 s for it', async () => {
    world.outboxOf('usr_1').load = () => new Promise(() => {});
    await live();
    say('Hello');
    expect(submits()).toEqual([]);
    world.clock.advance(2_000);
    await settled();
    expect(submits()).toHaveLength(1);
  });
});

describe('two tabs', () => {
  test('may both send what one of them said: the server takes it once', async () => {
    await live();
    const id = say('Hello');
    await settled();
    const first = { world, client };
    world = new FakeWorld(first.world);
    client = createClient(world.environment);
    await live();
    expect(submits().map((message) => message.id)).toEqual([id]);
    first.world.socket.says(accepted(id, 1));
    world.socket.says(accepted(id, 1));
    await settled();
    expect([...pending(), ...saved()]).toEqual([]);
  });

  test('do not overwrite what the other one keeps', async () => {
    await live();
    say('One');
    await settled();
    const other = new FakeWorld(world);
    const second = createClient(other.environment);
    second.connect();
    await other.greet();
    second.submit('thr_2', { text: 'Two' });
    await settled();
    say('Three');
    await settled();
    expect(saved().map(({ text }) => text)).toEqual(['One', 'Two', 'Three']);
  });

  test('take over at the next welcome what a closed one left', async () => {
    await live();
    const other = new FakeWorld(world);
    const second = createClient(other.environment);
    second.connect();
    await other.greet();
    second.submit(THREAD, { text: 'Left' });
    await settled();
    second.close();
    await reconnected();
    world.socket.says(resumed(0));
    expect(submits().map(textOf)).toEqual(['Left']);
  });
});

test('a change of user on one page leaves the outbox of the first alone', async () => {
  await live();
  say('Hello');
  await settled();
  world.socket.closes(4000);
  world.clock.advance(30_000);
  await world.greet(welcome('usr_2'));
  expect(pending()).toEqual([]);
  expect(saved('usr_1')).toHaveLength(1);
  expect(saved('usr_2')).toEqual([]);
});

test('signing out forgets everything', async () => {
  await live();
  say('Hello');
  await settled();
  world.answer = () => new Response(null, { status: 204 });
  await client.signOut();
  expect(world.requests.at(-1)).toMatchObject({
    url: '/api/v1/session',
    init: { method: 'DELETE' },
  });
  expect(saved()).toEqual([]);
  expect(client.getState()).toMatchObject({ threads: {}, user: undefined });
  expect(client.getState().connection).toMatchObject({
    phase: 'stopped',
    reason: 'unauthenticated',
  });
  expect(world.token).toBeUndefined();
  expect(world.clock.waiting).toBe(0);
});

test('signing out that the server does not hear changes nothing', async () => {
  await live();
  world.answer = () => Response.json({}, { status: 500 });
  await expect(client.signOut()).rejects.toMatchObject({ status: 500 });
  expect(client.getState().connection.phase).toBe('connected');
});

test('a queued turn is accepted too', async () => {
  await live();
  const id = client.submit(THREAD, { text: 'Later', policy: 'enqueue' });
  world.socket.says(accepted(id, 1, { turn: turn('trn_2', 'queued') }));
  expect(pending()).toEqual([]);
  expect(client.getState().threads[THREAD]?.turns).toMatchObject([{ status: 'queued' }]);
});
