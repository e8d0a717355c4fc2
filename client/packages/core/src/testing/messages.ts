/** What a server says, with everything that a test does not care for filled in. */
import type {
  DownMessage,
  ErrorPayload,
  Item,
  Thread,
  ThreadSnapshot,
  Turn,
  TurnDelta,
} from '@instar/protocol';

export const AT = '2026-11-22T18:00:00.000Z';
export const THREAD = 'thr_1';

type OfType<Type> = Extract<DownMessage, { type: Type }>;
type Payload<Type> = OfType<Type> extends { payload: infer Body } ? Body : never;
type LogType = Exclude<Extract<DownMessage, { offset: number }>['type'], 'thread.snapshot'>;
type Envelope = Partial<Pick<OfType<LogType>, 'threadId' | 'epoch' | 'ref' | 'turnId'>>;

export function down<Type extends DownMessage['type']>(
  type: Type,
  fields: Omit<OfType<Type>, 'type' | 'v' | 'id' | 'ts'>,
): OfType<Type> {
  return { v: 1, id: 'evt_1', ts: AT, type, ...fields } as unknown as OfType<Type>;
}

/** An event of the log of `thr_1`, in the epoch `e1`. */
export function event<Type extends LogType>(
  type: Type,
  offset: number,
  payload: Payload<Type>,
  envelope: Envelope = {},
): OfType<Type> {
  const place = { threadId: THREAD, epoch: 'e1', offset };
  return down(type, { ...place, payload, ...envelope } as never);
}

export function thread(changes: Partial<Thread> = {}): Thread {
  const times = { createdAt: AT, updatedAt: AT };
  const log = { revision: 1, epoch: 'e1', head: 0, access: 'owner' as const };
  const status = { type: 'active' as const };
  const what = { title: 'Crabs', ownerId: 'usr_1', status, metadata: {} };
  return { id: THREAD, ...what, ...times, ...log, ...changes };
}

export function item(id: string, position: number, changes: Partial<Item> = {}): Item {
  return {
    id,
    threadId: THREAD,
    type: 'user_message',
    status: 'done',
    author: { type: 'user', id: 'usr_1', name: 'Ada' },
    createdAt: AT,
    position,
    content: [{ type: 'input_text', text: id }],
    ...changes,
  };
}

/** An answer that grows, or did. */
export function answer(id: string, position: number, text = '', changes: Partial<Item> = {}): Item {
  return item(id, position, {
    type: 'assistant_message',
    status: 'in_progress',
    author: { type: 'assistant' },
    content: [{ type: 'output_text', text }],
    turnId: 'trn_1',
    attempt: 1,
    ...changes,
  });
}

export function turn(id = 'trn_1', status: Turn['status'] = 'open'): Turn {
  return { id, threadId: THREAD, status, userId: 'usr_1', createdAt: AT };
}

export function delta(itemId: string, pos: number, text: string, attempt = 1): TurnDelta {
  const payload = { itemId, attempt, pos, delta: text };
  return down('turn.delta', { threadId: THREAD, turnId: 'trn_1', payload });
}

export function snapshot(
  offset: number,
  payload: Partial<ThreadSnapshot['payload']> = {},
  epoch = 'e1',
  threadId = THREAD,
): ThreadSnapshot {
  const whole = { thread: thread(), items: [], hasMore: false, turns: [], ...payload };
  return down('thread.snapshot', { threadId, epoch, offset, payload: whole });
}

export function resumed(to: number, recovered = true, epoch = 'e1', threadId = THREAD) {
  return down('session.resumed', { threadId, payload: { recovered, from: 0, to, epoch } });
}

export function welcome(userId = 'usr_1', resumeToken = 'token-1') {
  return down('session.welcome', {
    payload: {
      connectionId: 'con_1',
      resumeToken,
      user: { id: userId, name: 'Ada', role: 'member' },
      heartbeatMs: 25_000,
      limits: { frameBytes: 65_536, uploadBytes: 1_000_000, uploadCount: 10 },
      server: 'instar/test',
      featureLevel: 1,
    },
  });
}

export function accepted(
  ref: string,
  offset: number,
  changes: Partial<Payload<'turn.accepted'>> = {},
) {
  return event('turn.accepted', offset, { turn: turn(), itemId: 'itm_1', ...changes }, { ref });
}

/** A refusal, of the family that its code names. */
export function refusal(ref: string, code: string, changes: Partial<ErrorPayload> = {}) {
  const [family] = code.split('.');
  const payload = { code, message: 'No.', retryable: false, ...changes };
  return down(`error.${family}` as 'error.conflict', { ref, threadId: THREAD, payload });
}
