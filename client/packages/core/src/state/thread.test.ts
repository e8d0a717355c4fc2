// @vitest-environment node
import { describe, expect, test } from 'vitest';
import {
  answer,
  delta,
  down,
  event,
  item,
  resumed,
  snapshot,
  THREAD,
  thread,
  turn,
  welcome,
} from '../testing/messages.ts';
import { tell, texts, told, viewOf } from '../testing/view.ts';
import { cursor } from './cursor.ts';
import { initialState, reduce } from './reduce.ts';

const live = () => told(snapshot(5, { items: [item('itm_5', 5)] }), resumed(5, false));
const added = (offset: number) =>
  event('item.added', offset, { item: item(`itm_${offset}`, offset) });

const acceptedTurn = (offset: number, id: string, status: 'open' | 'queued') =>
  event('turn.accepted', offset, { turn: turn(id, status) }, { turnId: id });

const startedTurn = (offset: number, id: string) =>
  event('turn.start', offset, { handler: 'core.chat' }, { turnId: id });

const endedTurn = (offset: number, id: string, payload = {}) =>
  event('turn.end', offset, { status: 'failed', ...payload }, { turnId: id });

const listed = (changes: object) =>
  down('thread.state', { threadId: THREAD, payload: { thread: thread(changes) } });

const loadingOlder = () => {
  const before = told(snapshot(5, { items: [item('itm_5', 5)], hasMore: true }));
  return reduce(before, { type: 'olderAsked', threadId: THREAD });
};

describe('[L1] an event', () => {
  test('that follows is applied', () => {
    const state = tell(live(), added(6));
    expect(texts(state)).toEqual(['itm_5', 'itm_6']);
    expect(viewOf(state).offset).toBe(6);
  });

  test('that is known is ignored', () => {
    const before = live();
    expect(tell(before, added(5), added(4))).toBe(before);
  });

  test('behind a hole is not applied, and asks for what is missing', () => {
    const state = tell(live(), added(7));
    expect(texts(state)).toEqual(['itm_5']);
    expect(viewOf(state)).toMatchObject({ offset: 5, resync: true });
  });

  test('after the hole was filled goes on', () => {
    const state = tell(live(), added(7), added(6), added(7), resumed(7));
    expect(texts(state)).toEqual(['itm_5', 'itm_6', 'itm_7']);
    expect(viewOf(state).resync).toBe(false);
  });

  test('of another epoch asks for what is missing', () => {
    const state = tell(live(), event('item.added', 6, { item: item('itm_6', 6) }, { epoch: 'e2' }));
    expect(viewOf(state)).toMatchObject({ offset: 5, resync: true });
  });

  test('before the snapshot waits for it', () => {
    const before = told();
    expect(tell(before, added(6))).toBe(before);
  });

  test('of a type that is not known takes its place [E1]', () => {
    const place = { threadId: THREAD, epoch: 'e1', offset: 6 };
    const state = tell(reduce(live(), { type: 'passed', place }), added(7));
    expect(texts(state)).toEqual(['itm_5', 'itm_7']);
    expect(viewOf(state).resync).toBe(false);
  });

  test('that cannot be read asks for what is missing, and is counted', () => {
    const state = reduce(live(), { type: 'unreadable', threadId: THREAD });
    expect(viewOf(state).resync).toBe(true);
    expect(state.unreadable).toBe(1);
  });
});

describe('[L4] items', () => {
  test('are in order of position', () => {
    const state = tell(live(), event('item.added', 6, { item: item('itm_x', 3) }));
    expect(texts(state)).toEqual(['itm_x', 'itm_5']);
  });

  test('older than the oldest one held are left to REST', () => {
    const before = told(snapshot(5, { items: [item('itm_5', 5)], hasMore: true }));
    const state = tell(
      before,
      event('item.updated', 6, { item: item('itm_1', 1, { rating: 'up' }) }),
    );
    expect(texts(state)).toEqual(['itm_5']);
    expect(viewOf(state).offset).toBe(6);
  });

  test('change in place', () => {
    const state = tell(
      live(),
      event('item.updated', 6, { item: item('itm_5', 5, { rating: 'down' }) }),
    );
    expect(viewOf(state).items).toEqual([item('itm_5', 5, { rating: 'down' })]);
  });

  test('[T8] go when they are removed, open ones too', () => {
    const before = told(
      snapshot(7, { items: [item('itm_5', 5), item('itm_6', 6), answer('itm_7', 7)] }),
    );
    const state = tell(before, event('item.removed', 8, { itemIds: ['itm_6', 'itm_7', 'itm_99'] }));
    expect(texts(state)).toEqual(['itm_5']);
    expect(viewOf(state).open).toEqual({});
  });
});

describe('[R3] a snapshot', () => {
  test('replaces what was held', () => {
    const next = snapshot(
      40,
      { items: [answer('itm_40', 40, 'half')], hasMore: true, turns: [turn()] },
      'e2',
    );
    const state = tell(live(), next);
    expect(viewOf(state)).toMatchObject({
      epoch: 'e2',
      offset: 40,
      hasMore: true,
      turns: [turn()],
    });
    expect(texts(state)).toEqual(['half']);
    expect(cursor(viewOf(state))).toEqual({
      epoch: 'e2',
      offset: 40,
      open: { itm_40: { attempt: 1, pos: 4 } },
    });
  });

  test('keeps what the person has not got rid of', () => {
    const submit = {
      id: 'sub_1',
      threadId: THREAD,
      createdAt: '',
      text: 'x',
      attachments: [],
      policy: 'reject' as const,
      state: 'waiting' as const,
    };
    const state = tell(reduce(live(), { type: 'submitted', submit }), snapshot(9));
    expect(viewOf(state).pending).toEqual([submit]);
  });

  test('says how the last turn ended', () => {
    const items = [item('itm_1', 1), answer('itm_2', 2, 'half', { status: 'incomplete' })];
    const lastTurn = turn('trn_1', 'cancelled');
    expect(viewOf(told(snapshot(4, { items, lastTurn }))).lastEnd).toEqual({
      turnId: 'trn_1',
      status: 'cancelled',
      retryable: true,
    });
    expect(viewOf(told(snapshot(4, { items, turns: [turn()] }))).lastEnd).toBeUndefined();
  });

  test('says nothing of the end when something followed it', () => {
    const notice = answer('itm_3', 3, 'Seen.', { type: 'notice', turnId: undefined });
    const items = [item('itm_1', 1), notice];
    const lastTurn = turn('trn_1', 'cancelled');
    expect(viewOf(told(snapshot(4, { items, lastTurn }))).lastEnd).toBeUndefined();
  });

  test('keeps why the last turn failed when that was heard', () => {
    const items = [answer('itm_2', 2, 'half', { status: 'incomplete' })];
    const error = { code: 'internal.handler', message: 'No.', retryable: true };
    const end = event('turn.end', 5, { status: 'failed', error }, { turnId: 'trn_1' });
    const again = snapshot(5, { items, lastTurn: turn('trn_1', 'failed') });
    const state = tell(told(snapshot(4, { items, turns: [turn()] })), end, again);
    expect(viewOf(state).lastEnd?.error).toEqual(error);
  });
});

describe('[R2] session.resumed', () => {
  test('makes the view live', () => {
    expect(viewOf(live()).sync).toBe('live');
  });

  test('with more than has arrived asks again', () => {
    const state = tell(live(), resumed(6));
    expect(viewOf(state).resync).toBe(true);
  });

  test('of another epoch asks again', () => {
    expect(viewOf(tell(live(), resumed(5, true, 'e2'))).resync).toBe(true);
  });

  test('does not end what was lost after the question', () => {
    const lost = reduce(live(), { type: 'unreadable', threadId: THREAD });
    expect(viewOf(tell(lost, resumed(5))).resync).toBe(true);
    const asked = reduce(lost, { type: 'asked', threadId: THREAD });
    expect(viewOf(tell(asked, resumed(5))).resync).toBe(false);
  });

  test('after a replay that left a text shorter than was heard asks again', () => {
    const before = told(snapshot(2, { items: [answer('itm_1', 2, 'ab')] }), resumed(2));
    const rated = event('item.updated', 3, { item: answer('itm_1', 2, '', { rating: 'up' }) });
    const behind = tell(before, rated, delta('itm_1', 2, ''), resumed(3));
    expect(viewOf(behind).resync).toBe(true);
    const whole = tell(behind, delta('itm_1', 0, 'ab'), resumed(3));
    expect(viewOf(whole)).toMatchObject({ sync: 'live', resync: false });
  });
});

describe('turns', () => {
  test('[T3] the open one comes first, the queued ones follow in order', () => {
    const state = tell(
      live(),
      acceptedTurn(6, 'trn_1', 'open'),
      startedTurn(7, 'trn_1'),
      acceptedTurn(8, 'trn_2', 'queued'),
      acceptedTurn(9, 'trn_3', 'queued'),
    );
    expect(viewOf(state).turns.map(({ id, status }) => [id, status])).toEqual([
      ['trn_1', 'open'],
      ['trn_2', 'queued'],
      ['trn_3', 'queued'],
    ]);
    const next = tell(state, endedTurn(10, 'trn_1'), startedTurn(11, 'trn_2'));
    expect(viewOf(next).turns.map(({ id, status }) => [id, status])).toEqual([
      ['trn_2', 'open'],
      ['trn_3', 'queued'],
    ]);
  });

  test('[T4] the end says how, until something follows it', () => {
    const error = { code: 'internal.provider', message: 'No.', retryable: true };
    const ended = tell(
      live(),
      acceptedTurn(6, 'trn_1', 'open'),
      endedTurn(7, 'trn_1', { retryable: true, error }),
    );
    expect(viewOf(ended)).toMatchObject({
      turns: [],
      lastEnd: { turnId: 'trn_1', status: 'failed', retryable: true, error },
    });
    expect(viewOf(tell(ended, acceptedTurn(8, 'trn_2', 'open'))).lastEnd).toBeUndefined();
    expect(viewOf(tell(ended, added(8))).lastEnd).toBeUndefined();
  });

  test('[T2] a dup changes no view, even when the log has not come so far', () => {
    const dup = event('turn.accepted', 9, { turn: turn(), dup: true }, { ref: 'sub_1' });
    const before = live();
    expect(tell(before, dup)).toBe(before);
  });
});

describe('thread.updated', () => {
  test('keeps our own access and read mark: it carries those of the owner', () => {
    const mine = thread({ access: 'reader', lastRead: 3 });
    const before = told(snapshot(5, { thread: mine }));
    const update = event('thread.updated', 6, { thread: thread({ title: 'New', lastRead: 6 }) });
    expect(viewOf(tell(before, update)).thread).toMatchObject({
      title: 'New',
      access: 'reader',
      lastRead: 3,
    });
  });
});

describe('[S1] thread.state', () => {
  test('is the line of the list, the last value wins', () => {
    const state = tell(initialState, listed({ title: 'One' }), listed({ title: 'Two' }));
    expect(state.list[THREAD]?.title).toBe('Two');
  });

  test('tells an open view how we see the thread', () => {
    const state = tell(
      live(),
      listed({ access: 'reader', lastRead: 5, title: 'New', revision: 2 }),
    );
    expect(viewOf(state).thread).toMatchObject({ access: 'reader', lastRead: 5, title: 'New' });
  });

  test('that is older than the log tells the access and the read mark alone', () => {
    const update = event('thread.updated', 6, { thread: thread({ title: 'Newest', revision: 3 }) });
    const state = tell(live(), update, listed({ title: 'Old', revision: 2, lastRead: 4 }));
    expect(viewOf(state).thread).toMatchObject({ title: 'Newest', lastRead: 4 });
  });

  test('gives back a thread that was gone', () => {
    const state = tell(live(), down('thread.gone', { threadId: THREAD }), listed({}));
    expect(viewOf(state).sync).toBe('loading');
    expect(state.gone.has(THREAD)).toBe(false);
  });
});

describe('[C10] a thread that is gone', () => {
  test('is not shown any more', () => {
    const before = tell(
      live(),
      down('thread.state', { threadId: THREAD, payload: { thread: thread() } }),
    );
    const state = tell(before, down('thread.gone', { threadId: THREAD }));
    expect(viewOf(state)).toMatchObject({ sync: 'gone', items: [], thread: undefined });
    expect(state.gone.has(THREAD)).toBe(true);
    expect(state.list[THREAD]).toBeUndefined();
  });

  test('[R7] or was never ours, says error.not_found', () => {
    const payload = { code: 'not_found.thread', message: 'No.', retryable: false };
    const state = tell(told(), down('error.not_found', { threadId: THREAD, payload }));
    expect(viewOf(state).sync).toBe('gone');
  });

  test('is not meant by error.not_found of something else', () => {
    const payload = { code: 'not_found.item', message: 'No.', retryable: false };
    const state = tell(live(), down('error.not_found', { threadId: THREAD, payload }));
    expect(viewOf(state).sync).toBe('live');
  });
});

test('[S2] presence is the last list, and goes with the connection', () => {
  const users = [{ userId: 'usr_2', name: 'Bob', typing: true }];
  const here = tell(live(), down('presence.state', { threadId: THREAD, payload: { users } }));
  expect(viewOf(here).presence).toEqual(users);
  expect(viewOf(reduce(here, { type: 'lost', forget: false })).presence).toEqual([]);
});

test('a lost connection leaves the view to be read, and its cursor to resume with', () => {
  const state = reduce(live(), { type: 'lost', forget: false });
  expect(viewOf(state)).toMatchObject({ sync: 'stale', offset: 5 });
  expect(cursor(viewOf(state))?.offset).toBe(5);
});

test('[C6] a fresh start forgets the cursor, not what is shown', () => {
  const state = reduce(live(), { type: 'lost', forget: true });
  expect(texts(state)).toEqual(['itm_5']);
  expect(cursor(viewOf(state))).toBeUndefined();
});

test('another user on this page sees nothing of the one before', () => {
  const state = tell(tell(live(), welcome('usr_1')), welcome('usr_2'));
  expect(state.threads).toEqual({});
  expect(state.user?.id).toBe('usr_2');
});

test('the same user keeps the state over a reconnection', () => {
  const state = tell(tell(live(), welcome('usr_1')), welcome('usr_1'));
  expect(texts(state)).toEqual(['itm_5']);
});

test('ids that mean something to JavaScript are ids like any other', () => {
  for (const threadId of ['constructor', '__proto__', 'toString']) {
    expect(initialState.threads[threadId]).toBeUndefined();
    const state = reduce(initialState, { type: 'opened', threadId });
    expect(state.threads[threadId]?.sync).toBe('loading');
    expect(reduce(state, { type: 'forgotten', threadId }).threads[threadId]).toBeUndefined();
  }
  expect(Object.hasOwn(Object.prototype, 'sync')).toBe(false);
});

describe('[R5] older items', () => {
  const page = { before: 'itm_5', items: [item('itm_3', 3), item('itm_4', 4)], hasMore: false };

  test('come before the oldest one held', () => {
    const state = reduce(loadingOlder(), { type: 'older', threadId: THREAD, page });
    expect(texts(state)).toEqual(['itm_3', 'itm_4', 'itm_5']);
    expect(viewOf(state)).toMatchObject({ hasMore: false, loadingOlder: false });
  });

  test('are dropped when a snapshot replaced the view in between', () => {
    const replaced = tell(
      loadingOlder(),
      snapshot(90, { items: [item('itm_80', 80)], hasMore: true }),
    );
    const state = reduce(replaced, { type: 'older', threadId: THREAD, page });
    expect(texts(state)).toEqual(['itm_80']);
    expect(viewOf(state)).toMatchObject({ hasMore: true, loadingOlder: false });
  });

  test('are shown once when the page reaches into what is held', () => {
    const wide = { ...page, items: [...page.items, item('itm_5', 5)] };
    expect(
      texts(reduce(loadingOlder(), { type: 'older', threadId: THREAD, page: wide })),
    ).toHaveLength(3);
  });
});
