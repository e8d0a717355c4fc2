// @vitest-environment node
import { beforeEach, describe, expect, test } from 'vitest';
import type { InstarClient } from '../api.ts';
import { createClient } from '../client.ts';
import { down, snapshot, THREAD, welcome } from '../testing/messages.ts';
import { FakeWorld, settled } from '../testing/world.ts';

let world: FakeWorld;
let client: InstarClient;

beforeEach(() => {
  world = new FakeWorld();
  client = createClient(world.environment);
});

const ping = (seq: number) => down('session.ping', { payload: { seq } });
const connection = () => client.getState().connection;
const inMs = (ms: number) => world.clock.now() + ms;

async function connected(): Promise<void> {
  client.connect();
  await world.greet();
}

async function refused(status: number): Promise<void> {
  world.answer = () => Response.json({}, { status });
  client.connect();
  world.socket.closes(1006);
  await settled();
}

describe('[C3] the greeting', () => {
  test('begins with a hello', () => {
    client.connect();
    expect(connection()).toEqual({ phase: 'connecting', attempts: 0 });
    expect(world.socket.sent).toEqual([]);
    world.socket.open();
    expect(world.socket.sent).toMatchObject([
      { v: 1, type: 'session.hello', payload: { client: 'test', cursors: {} } },
    ]);
  });

  test('tells how far the clock of the server is ahead', async () => {
    client.connect();
    await world.greet({ ...welcome(), ts: new Date(world.clock.now() + 90_000).toISOString() });
    expect(client.getState().clockOffset).toBe(90_000);
  });

  test('ends with a welcome', async () => {
    await connected();
    expect(connection()).toEqual({ phase: 'connected', attempts: 0 });
    expect(client.getState().user?.name).toBe('Ada');
    expect(client.getState().limits?.uploadCount).toBe(10);
  });

  test('that takes too long is given up', () => {
    client.connect();
    world.socket.open();
    world.clock.advance(14_999);
    expect(world.socket.closedWith).toBeUndefined();
    world.clock.advance(1);
    expect(world.socket.closedWith).toBe(4001);
    expect(connection().phase).toBe('reconnecting');
  });

  test('happens once however often connect is called', () => {
    client.connect();
    client.connect();
    expect(world.sockets).toHaveLength(1);
  });
});

describe('[C4] the heartbeat', () => {
  test('is answered', async () => {
    await connected();
    world.socket.says(ping(2));
    expect(world.socket.lastOf('session.pong').payload).toEqual({ ack: 2 });
  });

  test('that stays away ends the connection after 1.2 beats and 10 s', async () => {
    await connected();
    world.clock.advance(39_999);
    expect(connection().phase).toBe('connected');
    world.clock.advance(1);
    expect(world.socket.closedWith).toBe(4001);
    expect(connection().phase).toBe('reconnecting');
  });

  test('is any frame', async () => {
    await connected();
    world.clock.advance(30_000);
    world.socket.saysRaw('garbage');
    world.clock.advance(39_999);
    expect(connection().phase).toBe('connected');
    world.clock.advance(1);
    expect(connection().phase).toBe('reconnecting');
  });

  test('is looked for at once when the machine wakes', async () => {
    await connected();
    world.clock.sleep(600_000);
    world.wake();
    expect(world.socket.closedWith).toBe(4001);
    expect(connection().phase).toBe('reconnecting');
  });

  test('that is in time is not disturbed by a wake', async () => {
    await connected();
    world.wake();
    expect(world.socket.closedWith).toBeUndefined();
  });
});

describe('[C5] the count of frames', () => {
  test('that fits asks for nothing', async () => {
    await connected();
    client.openThread(THREAD);
    await settled();
    world.showThread(3); // two frames after the welcome
    world.socket.says(ping(4));
    expect(world.socket.sentOf('thread.subscribe')).toHaveLength(1);
  });

  test('that differs asks for what every open thread misses, once', async () => {
    await connected();
    client.openThread(THREAD);
    await settled();
    world.showThread(3);
    world.clock.advance(25_000);
    world.socket.says(ping(5));
    expect(world.socket.lastOf('session.pong').payload.ack).toBe(5);
    world.clock.advance(1_000);
    expect(world.socket.lastOf('thread.subscribe').payload.cursor?.offset).toBe(3);
    expect(world.socket.sentOf('thread.subscribe')).toHaveLength(2);
    world.socket.says(ping(6));
    world.clock.advance(10_000);
    expect(world.socket.sentOf('thread.subscribe')).toHaveLength(2);
  });
});

describe('[C6] after the end of a connection', () => {
  test('the client comes back with backoff', async () => {
    await connected();
    world.socket.closes(1006);
    expect(connection()).toEqual({ phase: 'reconnecting', attempts: 1, retryAt: inMs(250) });
    world.clock.advance(249);
    expect(world.sockets).toHaveLength(1);
    world.clock.advance(1);
    expect(world.sockets).toHaveLength(2);
    expect(connection()).toEqual({ phase: 'reconnecting', attempts: 1 });
  });

  test('the pauses grow while no connection is good', () => {
    client.connect();
    const pauses = [0, 1, 2, 3, 4, 5, 6, 7].map(() => {
      world.socket.closes(1006);
      const pause = (connection().retryAt ?? 0) - world.clock.now();
      world.clock.advance(pause);
      return pause;
    });
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  test('a welcome alone does not make the next pause short', async () => {
    await connected();
    world.socket.closes(4000);
    world.clock.advance(250);
    await world.greet();
    world.socket.closes(4000);
    expect(connection().retryAt).toBe(inMs(500));
  });

  test('a connection that lived makes the next pause short', async () => {
    await connected();
    world.socket.closes(4000);
    world.clock.advance(250);
    await world.greet();
    world.clock.advance(10_000);
    world.socket.closes(4000);
    expect(connection().retryAt).toBe(inMs(250));
  });

  test('a restart of the server spreads its clients over 5 s', async () => {
    await connected();
    world.randomValue = 0.9;
    world.socket.closes(1012);
    expect(connection().retryAt).toBe(inMs(4_500));
  });

  test('4401 stops, and a person can go on', async () => {
    await connected();
    world.socket.closes(4401);
    expect(connection()).toMatchObject({ phase: 'stopped', reason: 'unauthenticated' });
    world.wake();
    world.clock.advance(600_000);
    expect(world.sockets).toHaveLength(1);
    expect(world.clock.waiting).toBe(0);
    client.reconnect();
    await world.greet();
    expect(connection()).toEqual({ phase: 'connected', attempts: 0 });
  });

  test('a protocol failure stops at the third in a minute', async () => {
    client.connect();
    for (const code of [1009, 1002]) {
      world.socket.closes(code);
      expect(connection().phase).toBe('reconnecting');
      world.clock.advance(1_000);
    }
    world.socket.closes(1007);
    expect(connection()).toMatchObject({ phase: 'stopped', reason: 'protocol' });
  });

  test('protocol failures that are rare do not stop', () => {
    client.connect();
    for (const code of [1009, 1009, 1009, 1009]) {
      world.socket.closes(code);
      world.clock.advance(30_000);
    }
    expect(connection().phase).toBe('reconnecting');
  });

  test('a late word of the old socket is not heard', async () => {
    await connected();
    const [old] = world.sockets;
    world.clock.advance(40_000); // given up; its close event comes later
    world.clock.advance(1_000);
    expect(world.sockets).toHaveLength(2);
    await world.greet();
    old?.says(welcome('usr_2'));
    old?.closes(4410);
    expect(connection().phase).toBe('connected');
    expect(client.getState().user?.id).toBe('usr_1');
  });
});

describe('[C2] a refused handshake', () => {
  test('of nobody stops', async () => {
    await refused(401);
    expect(connection()).toMatchObject({ phase: 'stopped', reason: 'unauthenticated' });
    expect(world.clock.waiting).toBe(0);
  });

  test('of a foreign origin stops', async () => {
    await refused(403);
    expect(connection()).toMatchObject({ phase: 'stopped', reason: 'forbidden' });
  });

  test('of a server that is not well is tried again', async () => {
    await refused(503);
    expect(connection().phase).toBe('reconnecting');
  });

  test('that is explained too late disturbs nobody', async () => {
    const explanations: ((response: Response) => void)[] = [];
    world.answer = () => new Promise((resolve) => explanations.push(resolve));
    client.connect();
    world.socket.closes(1006);
    world.clock.advance(250);
    await world.greet();
    explanations[0]?.(Response.json({}, { status: 401 }));
    await settled();
    expect(connection().phase).toBe('connected');
  });
});

describe('the network', () => {
  test('that is gone is named, and tried all the same: the server may be on this machine', async () => {
    await connected();
    world.online = false;
    world.socket.closes(1006);
    expect(connection()).toMatchObject({ phase: 'offline', retryAt: inMs(250) });
    world.clock.advance(250);
    expect(world.sockets).toHaveLength(2);
  });

  test('that goes while the client waits is named at once', async () => {
    await connected();
    world.socket.closes(1006);
    world.goOffline();
    expect(connection().phase).toBe('offline');
  });

  test('that comes back is tried at once', () => {
    client.connect();
    for (const pause of [250, 500, 1000]) {
      world.socket.closes(1006);
      world.clock.advance(pause);
    }
    world.socket.closes(1006);
    world.wake();
    expect(world.sockets).toHaveLength(5);
    expect(world.clock.waiting).toBe(1); // the greeting's, no forgotten retry
  });
});

describe('[C7] the resume token', () => {
  test('names the client at its next hello', async () => {
    await connected();
    world.socket.closes(1006);
    world.clock.advance(250);
    world.socket.open();
    expect(world.socket.lastOf('session.hello').payload.resumeToken).toBe('token-1');
    expect(world.token).toBe('token-1');
  });

  test('that another page of this tab left is taken up', () => {
    world.token = 'token-0';
    client.connect();
    world.socket.open();
    expect(world.socket.lastOf('session.hello').payload.resumeToken).toBe('token-0');
  });

  test('that another tab took is forgotten, and the person is told', async () => {
    await connected();
    world.socket.closes(4408);
    expect(connection()).toMatchObject({ phase: 'stopped', reason: 'superseded' });
    expect(world.token).toBeUndefined();
    client.reconnect();
    world.socket.open();
    expect(world.socket.lastOf('session.hello').payload.resumeToken).toBeUndefined();
  });
});

describe('close', () => {
  test('leaves no socket, no timer and no listener', async () => {
    await connected();
    client.openThread(THREAD);
    await settled();
    world.showThread();
    client.close();
    expect(world.socket.closedWith).toBe(1000);
    expect(world.clock.waiting).toBe(0);
    world.wake();
    world.goOffline();
    world.clock.advance(600_000);
    expect(world.sockets).toHaveLength(1);
  });

  test('can be followed by connect', async () => {
    await connected();
    client.close();
    await connected();
    expect(connection().phase).toBe('connected');
  });

  test('ends a pause too', async () => {
    await connected();
    world.socket.closes(1006);
    client.close();
    world.clock.advance(600_000);
    expect(world.sockets).toHaveLength(1);
  });
});

test('[C6] 4100 starts from a snapshot: what the client held is another log', async () => {
  await connected();
  client.openThread(THREAD);
  await settled();
  world.showThread(7);
  world.socket.closes(4100);
  world.clock.advance(250);
  await world.greet();
  expect(world.socket.lastOf('session.hello').payload.cursors).toEqual({});
  expect(world.socket.lastOf('thread.subscribe').payload.cursor).toBeUndefined();
  world.socket.says(snapshot(1, {}, 'e2'));
  expect(client.getState().threads[THREAD]?.epoch).toBe('e2');
});
