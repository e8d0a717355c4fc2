// @vitest-environment node
import { beforeEach, describe, expect, test } from 'vitest';
import type { InstarClient } from '../api.ts';
import { createClient } from '../client.ts';
import {
  answer,
  delta,
  down,
  event,
  item,
  refusal,
  resumed,
  snapshot,
  THREAD,
} from '../testing/messages.ts';
import { FakeWorld, settled } from '../testing/world.ts';

let world: FakeWorld;
let client: InstarClient;

beforeEach(async () => {
  world = new FakeWorld();
  client = createClient(world.environment);
  client.connect();
  await world.greet();
});

const view = (threadId = THREAD) => client.getState().threads[threadId];
const subscriptions = () => world.socket.sentOf('thread.subscribe');

async function open(threadId = THREAD): Promise<() => void> {
  const close = client.openThread(threadId);
  await settled();
  return close;
}

async function reconnected(): Promise<void> {
  world.socket.closes(1006);
  world.clock.advance(30_000);
  await world.greet();
}

/** Time passes on a connection that lives. */
function pass(ms: number): void {
  for (let left = ms; left > 0; left -= 10_000) {
    world.clock.advance(Math.min(left, 10_000));
    world.socket.says({ type: 'tick' });
  }
}

describe('[R4] opening a thread', () => {
  test('asks for a snapshot, and shows it', async () => {
    await open();
    expect(view()?.sync).toBe('loading');
    expect(subscriptions()).toMatchObject([{ threadId: THREAD, payload: {} }]);
    world.showThread(3);
    expect(view()).toMatchObject({ sync: 'live', offset: 3 });
  });

  test('twice is one subscription, which ends with the second', async () => {
    const [first, second] = [await open(), await open()];
    expect(subscriptions()).toHaveLength(1);
    first();
    first();
    await settled();
    expect(world.socket.sentOf('thread.unsubscribe')).toHaveLength(0);
    second();
    await settled();
    expect(world.socket.sentOf('thread.unsubscribe')).toHaveLength(1);
  });

  test('again at once, as React does in development, sends nothing twice', async () => {
    client.openThread(THREAD)();
    await open();
    expect(subscriptions()).toHaveLength(1);
    expect(world.socket.sentOf('thread.unsubscribe')).toHaveLength(0);
  });

  test('before there is a connection waits for the welcome', async () => {
    world.socket.closes(1006);
    await open();
    world.clock.advance(30_000);
    await world.greet();
    expect(subscriptions()).toHaveLength(1);
  });

  test('that was closed lately shows it, and resumes by cursor', async () => {
    const close = await open();
    world.showThread(3);
    close();
    await settled();
    expect(view()?.sync).toBe('stale');
    await open();
    expect(subscriptions().at(-1)?.payload.cursor).toEqual({ epoch: 'e1', offset: 3, open: {} });
  });

  test('keeps the views of few threads that were closed', async () => {
    const ids = Array.from({ length: 12 }, (_, n) => `thr_${n}`);
    const closers = await Promise.all(ids.map((id) => open(id)));
    for (const close of closers) close();
    await settled();
    expect(Object.keys(client.getState().threads)).toEqual(ids.slice(4));
  });

  test('that is not answered asks again', async () => {
    await open();
    world.clock.advance(15_000 + 1_000);
    expect(subscriptions()).toHaveLength(2);
  });

  test('that is refused for now asks again after the time named', async () => {
    await open();
    const { id } = world.socket.lastOf('thread.subscribe');
    world.socket.says(refusal(id, 'rate_limited.messages', { retryable: true, retryAfter: 7 }));
    world.clock.advance(6_999);
    expect(subscriptions()).toHaveLength(1);
    world.clock.advance(1);
    expect(subscriptions()).toHaveLength(2);
  });

  test('[R7] that is not there says so, and asks no more', async () => {
    await open();
    const { id } = world.socket.lastOf('thread.subscribe');
    world.socket.says(refusal(id, 'not_found.thread'));
    await settled();
    expect(view()?.sync).toBe('gone');
    await reconnected();
    expect(subscriptions()).toHaveLength(0);
  });

  test('that was not there tries once more when a person opens it again', async () => {
    const close = await open();
    world.socket.says(refusal(world.socket.lastOf('thread.subscribe').id, 'not_found.thread'));
    close();
    await settled();
    await open();
    expect(view()?.sync).toBe('loading');
    expect(subscriptions()).toHaveLength(2);
  });

  test('[C10] that comes back to us is subscribed again', async () => {
    await open();
    world.showThread(3);
    world.socket.says(down('thread.gone', { threadId: THREAD }));
    await settled();
    world.socket.says(
      down('thread.state', { threadId: THREAD, payload: { thread: snapshot(3).payload.thread } }),
    );
    await settled();
    expect(subscriptions()).toHaveLength(2);
    expect(subscriptions().at(-1)?.payload.cursor).toBeUndefined();
  });
});

describe('[R1] after a reconnection', () => {
  test('the hello carries the cursor of each open thread, open items included', async () => {
    await open();
    world.socket.says(snapshot(3, { items: [answer('itm_1', 3, 'half')] }), resumed(3));
    world.socket.says(delta('itm_1', 4, ' of 🦀'));
    await reconnected();
    expect(world.socket.lastOf('session.hello').payload.cursors).toEqual({
      [THREAD]: { epoch: 'e1', offset: 3, open: { itm_1: { attempt: 1, pos: 9 } } },
    });
    expect(subscriptions()).toHaveLength(0);
    expect(view()?.sync).toBe('stale');
  });

  test('what is missing is applied, and the view is live', async () => {
    await open();
    world.showThread(3);
    await reconnected();
    world.socket.says(event('item.added', 4, { item: item('itm_4', 4) }), resumed(4));
    expect(view()).toMatchObject({ sync: 'live', offset: 4, resync: false });
  });

  test('a hello that is not answered for a thread is followed by a question', async () => {
    await open();
    world.showThread(3);
    await reconnected();
    world.clock.advance(16_000);
    expect(subscriptions()).toHaveLength(1);
  });

  test('threads without a cursor are subscribed after the welcome', async () => {
    await open();
    await reconnected();
    expect(world.socket.sent.map(({ type }) => type)).toEqual([
      'session.hello',
      'thread.subscribe',
    ]);
  });

  test('a hundred threads resume by the hello, the rest after it', async () => {
    const ids = Array.from({ length: 103 }, (_, n) => `thr_${n}`);
    await Promise.all(ids.map((id) => open(id)));
    for (const id of ids) world.socket.says(snapshot(1, {}, 'e1', id), resumed(1, false, 'e1', id));
    await reconnected();
    expect(Object.keys(world.socket.lastOf('session.hello').payload.cursors ?? {})).toHaveLength(
      100,
    );
    expect(subscriptions()).toHaveLength(3);
    expect(subscriptions()[0]?.payload.cursor?.offset).toBe(1);
  });
});

describe('[D1] a hole', () => {
  test('is asked for with the cursor, at once', async () => {
    await open();
    world.showThread(3);
    pass(70_000);
    world.socket.says(event('item.added', 5, { item: item('itm_5', 5) }));
    world.clock.advance(0);
    expect(subscriptions().at(-1)?.payload.cursor).toEqual({ epoch: 'e1', offset: 3, open: {} });
    expect(subscriptions()).toHaveLength(2);
  });

  test('is asked for once, however much follows it', async () => {
    await open();
    world.showThread(3);
    pass(70_000);
    for (const offset of [5, 6, 7])
      world.socket.says(event('item.added', offset, { item: item(`itm_${offset}`, offset) }));
    world.clock.advance(10);
    world.socket.says(event('item.added', 8, { item: item('itm_8', 8) }));
    world.clock.advance(10_000);
    expect(subscriptions()).toHaveLength(2);
  });

  test('that comes back is asked for with pauses, and then by a snapshot', async () => {
    await open();
    world.showThread(3);
    const times = Array.from({ length: 4 }, () => {
      world.socket.says(event('item.added', 9, { item: item('itm_9', 9) }));
      world.clock.advance(10_000);
      world.socket.says(resumed(3));
      return subscriptions().length;
    });
    expect(times).toEqual([2, 3, 4, 5]);
    const cursors = subscriptions().map(({ payload }) => payload.cursor?.offset);
    expect(cursors.slice(0, 4)).toEqual([undefined, 3, undefined, undefined]);
  });

  test('[E6] of a frame that cannot be read is asked for', async () => {
    await open();
    world.showThread(3);
    world.socket.says({ ...event('item.added', 4, { item: item('itm_4', 4) }), payload: {} });
    world.clock.advance(1_000);
    expect(subscriptions()).toHaveLength(2);
    expect(client.getState().unreadable).toBe(1);
  });

  test('in a replay is asked for after it', async () => {
    await open();
    world.showThread(3);
    await reconnected();
    world.socket.says(event('item.added', 5, { item: item('itm_5', 5) }));
    expect(subscriptions()).toHaveLength(0);
    world.socket.says(resumed(5));
    world.clock.advance(1_000);
    expect(subscriptions()).toHaveLength(1);
    expect(view()?.sync).not.toBe('live');
  });
});
