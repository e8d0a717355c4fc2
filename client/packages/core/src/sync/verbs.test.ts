// @vitest-environment node
import { beforeEach, describe, expect, test } from 'vitest';
import type { InstarClient } from '../api.ts';
import { createClient } from '../client.ts';
import {
  AT,
  accepted,
  answer,
  delta,
  down,
  event,
  item,
  refusal,
  resumed,
  snapshot,
  THREAD,
  thread,
} from '../testing/messages.ts';
import { FakeWorld, settled } from '../testing/world.ts';

let world: FakeWorld;
let client: InstarClient;

let leave: () => void;

beforeEach(async () => {
  world = new FakeWorld();
  client = createClient(world.environment);
  client.connect();
  leave = client.openThread(THREAD);
  await world.greet();
  world.showThread(3);
});

async function reconnected(): Promise<void> {
  world.socket.closes(1006);
  world.clock.advance(1_000);
  await world.greet();
}

const typing = () => world.socket.sentOf('presence.set').map(({ payload }) => payload.typing);
const marks = () => world.socket.sentOf('thread.read').map(({ payload }) => payload.offset);
const view = () => client.getState().threads[THREAD];
const texts = () => view()?.items.map(({ id }) => id);

describe('a request', () => {
  test('[T5] is done with its ack', async () => {
    const done = client.cancel(THREAD, 'trn_1');
    const { id, payload } = world.socket.lastOf('turn.cancel');
    expect(payload).toEqual({ turnId: 'trn_1' });
    world.socket.says(down('ack', { ref: id }));
    await expect(done).resolves.toBeUndefined();
  });

  test('[T9] is done with the event that it caused', async () => {
    const done = client.retry(THREAD);
    world.socket.says(accepted(world.socket.lastOf('turn.retry').id, 4));
    await expect(done).resolves.toBeUndefined();
  });

  test('[E7] is refused with the reason', async () => {
    const done = client.continueTurn(THREAD);
    world.socket.says(refusal(world.socket.lastOf('turn.continue').id, 'conflict.turn_open'));
    await expect(done).rejects.toMatchObject({ payload: { code: 'conflict.turn_open' } });
  });

  test('[K1] has a command done, with what was filled in', async () => {
    const asked = { commandId: 'demo.poll', values: { days: 3 }, itemId: 'itm_1' };
    const done = client.invokeCommand(THREAD, asked);
    const { id, threadId, payload } = world.socket.lastOf('command.invoke');
    expect({ threadId, payload }).toEqual({ threadId: THREAD, payload: asked });
    world.socket.says(accepted(id, 4));
    await expect(done).resolves.toBeUndefined();
  });

  test('[K1] of a command is refused with the place of the fault', async () => {
    const done = client.invokeCommand(THREAD, { commandId: 'demo.poll' });
    const { id } = world.socket.lastOf('command.invoke');
    world.socket.says(refusal(id, 'validation.value', { path: '/payload/values/days' }));
    await expect(done).rejects.toMatchObject({
      payload: { code: 'validation.value', path: '/payload/values/days' },
    });
  });

  test('[K2] of the server itself is done with its ack', async () => {
    const done = client.invokeCommand(THREAD, { commandId: 'core.cancel' });
    world.socket.says(down('ack', { ref: world.socket.lastOf('command.invoke').id }));
    await expect(done).resolves.toBeUndefined();
  });

  test('[A2] answers an ask, unless somebody was faster', async () => {
    const said = { itemId: 'itm_1', actionId: 'yes', values: { why: 'Ripe.' } };
    const done = client.act(THREAD, said);
    const { id, payload } = world.socket.lastOf('action.invoke');
    expect(payload).toEqual(said);
    world.socket.says(refusal(id, 'conflict.answered'));
    await expect(done).rejects.toMatchObject({ payload: { code: 'conflict.answered' } });
  });

  test('[E4] is sent again after a reconnection, with the same id', async () => {
    const done = client.cancel(THREAD);
    const { id } = world.socket.lastOf('turn.cancel');
    await reconnected();
    world.socket.says(resumed(3));
    expect(world.socket.lastOf('turn.cancel').id).toBe(id);
    world.socket.says(down('ack', { ref: id }));
    await expect(done).resolves.toBeUndefined();
    expect(world.socket.sentOf('turn.cancel')).toHaveLength(1);
  });

  test('that was made without a connection is sent when there is one', async () => {
    world.socket.closes(1006);
    const done = client.cancel(THREAD);
    world.clock.advance(1_000);
    await world.greet();
    world.socket.says(resumed(3));
    world.socket.says(down('ack', { ref: world.socket.lastOf('turn.cancel').id }));
    await expect(done).resolves.toBeUndefined();
  });

  test('that nobody answers fails in time', async () => {
    const done = client.retry(THREAD, 'trn_1');
    world.clock.advance(20_000);
    await expect(done).rejects.toMatchObject({ payload: { retryable: true } });
  });

  test('fails when the client is closed', async () => {
    const done = client.retry(THREAD);
    client.close();
    await expect(done).rejects.toThrow('did not answer');
    expect(world.clock.waiting).toBe(0);
  });
});

describe('[S2] typing', () => {
  test('is told at once, and again before it is forgotten', () => {
    for (let key = 0; key < 100; key++) {
      client.setTyping(THREAD, true);
      world.clock.advance(100);
    }
    expect(typing()).toEqual([true, true, true]);
  });

  test('ends once', () => {
    client.setTyping(THREAD, false);
    client.setTyping(THREAD, true);
    client.setTyping(THREAD, false);
    client.setTyping(THREAD, false);
    expect(typing()).toEqual([true, false]);
  });

  test('is told to the next connection anew', async () => {
    client.setTyping(THREAD, true);
    await reconnected();
    client.setTyping(THREAD, true);
    expect(typing()).toEqual([true]);
  });

  test('without a connection is not told', () => {
    world.socket.closes(1006);
    client.setTyping(THREAD, true);
    expect(world.sockets.flatMap((socket) => socket.sentOf('presence.set'))).toEqual([]);
  });
});

describe('[S3] the read mark', () => {
  test('is told at once, and then once a second', () => {
    client.markRead(THREAD, 1);
    client.markRead(THREAD, 2);
    client.markRead(THREAD, 3);
    expect(marks()).toEqual([1]);
    world.clock.advance(1_000);
    expect(marks()).toEqual([1, 3]);
    world.clock.advance(10_000);
    expect(marks()).toEqual([1, 3]);
  });

  test('is told before its thread is left', async () => {
    client.markRead(THREAD, 1);
    client.markRead(THREAD, 3);
    leave();
    await Promise.resolve();
    expect(marks()).toEqual([1, 3]);
  });

  test('never moves back', () => {
    client.markRead(THREAD, 3);
    world.clock.advance(1_000);
    client.markRead(THREAD, 2);
    expect(marks()).toEqual([3]);
  });

  test('that another device moved is not told', () => {
    const state = { thread: thread({ lastRead: 3 }) };
    world.socket.says(down('thread.state', { threadId: THREAD, payload: state }));
    client.markRead(THREAD, 3);
    expect(marks()).toEqual([]);
  });

  test('of a time without a connection is told later', async () => {
    world.socket.closes(1006);
    client.markRead(THREAD, 3);
    world.clock.advance(1_000);
    await world.greet();
    world.socket.says(resumed(3));
    expect(marks()).toEqual([3]);
  });
});

describe('[R5] older items', () => {
  const page = { data: [item('itm_2', 2), item('itm_1', 1)], hasMore: true };

  beforeEach(() => {
    world.socket.says(snapshot(3, { items: [item('itm_3', 3)], hasMore: true }), resumed(3));
  });

  test('are read before the oldest held, newest first', async () => {
    world.answer = () => Response.json(page);
    await client.loadOlder(THREAD);
    expect(world.requests[0]?.url).toBe(
      '/api/v1/threads/thr_1/items?limit=50&order=desc&after=itm_3',
    );
    expect(texts()).toEqual(['itm_1', 'itm_2', 'itm_3']);
    expect(view()).toMatchObject({ hasMore: true, loadingOlder: false });
  });

  test('are read once at a time, and not when there are none', async () => {
    world.answer = () => Response.json({ ...page, hasMore: false });
    await Promise.all([client.loadOlder(THREAD), client.loadOlder(THREAD)]);
    await client.loadOlder(THREAD);
    expect(world.requests).toHaveLength(1);
  });

  test('that cannot be read leave the view as it is', async () => {
    world.answer = () => Response.json({}, { status: 503 });
    await expect(client.loadOlder(THREAD)).rejects.toMatchObject({ status: 503 });
    expect(view()).toMatchObject({ hasMore: true, loadingOlder: false });
    expect(texts()).toEqual(['itm_3']);
  });
});

describe('listeners', () => {
  test('are told once a frame, whatever happens in it', () => {
    let told = 0;
    const undo = client.subscribe(() => {
      told += 1;
    });
    world.drawFrame();
    told = 0;
    for (const offset of [4, 5, 6])
      world.socket.says(
        event('item.added', offset, { item: item(`itm_${offset}`, offset, { createdAt: AT }) }),
      );
    expect(told).toBe(0);
    expect(client.getState().threads[THREAD]?.items).toHaveLength(3);
    world.drawFrame();
    expect(told).toBe(1);
    world.drawFrame();
    expect(told).toBe(1);
    undo();
    client.markRead(THREAD, 6);
    client.openThread('thr_2');
    world.drawFrame();
    expect(told).toBe(1);
  });

  test('are told once a frame of all threads that stream, while what is said goes out at once', () => {
    const threadIds = [THREAD, 'thr_2', 'thr_3'];
    for (const threadId of threadIds) {
      client.openThread(threadId);
      world.socket.says(
        snapshot(3, { items: [answer('itm_1', 1)] }, 'e1', threadId),
        resumed(3, false, 'e1', threadId),
      );
    }
    world.drawFrame();
    let told = 0;
    client.subscribe(() => {
      told += 1;
    });
    for (let pos = 0; pos < 50; pos += 1)
      for (const threadId of threadIds)
        world.socket.says({ ...delta('itm_1', pos, String(pos % 10)), threadId });
    client.submit(THREAD, { text: 'And then?' });
    expect(world.socket.sentOf('turn.submit')).toHaveLength(1);
    expect(told).toBe(0);
    world.drawFrame();
    expect(told).toBe(1);
    for (const threadId of threadIds)
      expect(client.getState().threads[threadId]?.items[0]?.content[0]).toMatchObject({
        text: '0123456789'.repeat(5),
      });
  });

  test('are not told of what changes nothing', async () => {
    let told = 0;
    client.subscribe(() => {
      told += 1;
    });
    world.drawFrame();
    told = 0;
    world.socket.says({ type: 'news' }, down('ack', { ref: 'x' }));
    await settled();
    world.drawFrame();
    expect(told).toBe(0);
  });
});
