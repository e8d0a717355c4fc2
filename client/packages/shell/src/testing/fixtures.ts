import type { ClientState, PendingSubmit, ThreadView } from '@instar/core';
import type { Attachment, Interface, Item, Me, Thread, Turn } from '@instar/protocol';

/** Whole values with the fields that a test cares about. Nothing in them depends on the clock. */
export const START = Date.parse('2026-03-02T09:00:00.000Z');

export const at = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();

export const ADA = { id: 'usr_ada', name: 'Ada Lovelace', role: 'admin' } as const;

export const me: Me = { user: ADA, uploadBytes: 10_000_000, uploadCount: 10, uploadTypes: [] };

export const thread = (fields: Partial<Thread> = {}): Thread => ({
  id: 'thr_1',
  title: 'Moulting',
  ownerId: ADA.id,
  status: { type: 'active' },
  metadata: {},
  createdAt: at(0),
  updatedAt: at(0),
  revision: 1,
  epoch: 'epo_1',
  head: 0,
  access: 'owner',
  lastRead: 0,
  ...fields,
});

export const question = (text: string, fields: Partial<Item> = {}): Item => ({
  id: 'itm_question',
  threadId: 'thr_1',
  type: 'user_message',
  status: 'done',
  author: { type: 'user', id: ADA.id, name: ADA.name },
  createdAt: at(0),
  position: 1,
  content: [{ type: 'input_text', text }],
  turnId: 'trn_1',
  ...fields,
});

export const answer = (text: string, fields: Partial<Item> = {}): Item => ({
  id: 'itm_answer',
  threadId: 'thr_1',
  type: 'assistant_message',
  status: 'done',
  author: { type: 'assistant' },
  createdAt: at(1),
  position: 2,
  content: [{ type: 'output_text', text }],
  turnId: 'trn_1',
  ...fields,
});

export const turn = (fields: Partial<Turn> = {}): Turn => ({
  id: 'trn_1',
  threadId: 'thr_1',
  status: 'open',
  userId: ADA.id,
  createdAt: at(0),
  ...fields,
});

export const pending = (text: string, fields: Partial<PendingSubmit> = {}): PendingSubmit => ({
  id: 'msg_pending',
  threadId: 'thr_1',
  createdAt: at(2),
  text,
  attachments: [],
  policy: 'reject',
  state: 'sent',
  ...fields,
});

export const attachment = (fields: Partial<Attachment> = {}): Attachment => ({
  id: 'att_1',
  name: 'wing.png',
  mimeType: 'image/png',
  size: 20_480,
  status: 'ready',
  createdAt: at(0),
  preview: true,
  ...fields,
});

export const view = (fields: Partial<ThreadView> = {}): ThreadView => ({
  id: 'thr_1',
  sync: 'live',
  resync: false,
  open: {},
  thread: thread(),
  epoch: 'epo_1',
  offset: 2,
  items: [],
  hasMore: false,
  loadingOlder: false,
  turns: [],
  lastEnd: undefined,
  presence: [],
  pending: [],
  ...fields,
});

/** A client's layers when the server says `state` of everybody's interface. */
export const saying = (state: Interface): ClientState['layers'] => ({ global: { rev: 1, state } });

export const connected: ClientState = {
  connection: { phase: 'connected', attempts: 0 },
  user: ADA,
  limits: undefined,
  threads: {},
  list: {},
  gone: new Set(),
  unreadable: 0,
  clockOffset: 0,
  layers: {},
};
