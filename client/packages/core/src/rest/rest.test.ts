// @vitest-environment node
import { Me, ThreadPage } from '@instar/protocol';
import { expect, test } from 'vitest';
import { FakeWorld } from '../testing/world.ts';
import { createRest } from './rest.ts';

const me = {
  user: { id: 'usr_1', name: 'Ada', role: 'member' },
  uploadBytes: 1,
  uploadCount: 1,
  uploadTypes: [],
};

function restOf(answer: FakeWorld['answer']) {
  const world = new FakeWorld();
  world.answer = answer;
  return { world, rest: createRest(world.environment.fetch) };
}

test('an answer is checked and given', async () => {
  const { world, rest } = restOf(() => Response.json({ ...me, extra: 1 }));
  await expect(rest.get('/me', Me)).resolves.toEqual(me);
  expect(world.requests[0]).toMatchObject({ url: '/api/v1/me', init: { method: 'GET' } });
  expect(world.requests[0]?.init.body).toBeUndefined();
});

test('a query leaves out what is undefined, and is escaped', async () => {
  const { world, rest } = restOf(() => Response.json({ data: [], hasMore: false }));
  await rest.get('/threads', ThreadPage, { query: { q: 'a&b', after: undefined, deleted: false } });
  expect(world.requests[0]?.url).toBe('/api/v1/threads?q=a%26b&deleted=false');
});

test.each(['post', 'patch', 'put'] as const)('%s sends JSON', async (method) => {
  const { world, rest } = restOf(() => Response.json(me));
  await rest[method]('/me', { title: 'x' }, Me, { headers: { 'if-match': '3' } });
  expect(world.requests[0]?.init).toMatchObject({
    method: method.toUpperCase(),
    body: '{"title":"x"}',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'if-match': '3' },
  });
});

test('delete needs no answer', async () => {
  const { rest } = restOf(() => new Response(null, { status: 204 }));
  await expect(rest.delete('/session')).resolves.toBeUndefined();
});

test('[E7] a refusal says what the server said', async () => {
  const problem = {
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'The thread changed.',
    code: 'conflict.revision',
    retryable: false,
    path: '/revision',
  };
  const { rest } = restOf(() => Response.json(problem, { status: 409 }));
  const payload = { code: 'conflict.revision', message: 'The thread changed.', path: '/revision' };
  await expect(rest.get('/me', Me)).rejects.toMatchObject({
    name: 'RestError',
    status: 409,
    payload,
  });
  await expect(rest.delete('/me')).rejects.toMatchObject({ status: 409 });
});

test.each([
  [502, true],
  [429, true],
  [404, false],
])('a page of a proxy with status %i is a refusal too', async (status, retryable) => {
  const { rest } = restOf(() => new Response('<h1>Sorry</h1>', { status }));
  await expect(rest.get('/me', Me)).rejects.toMatchObject({ status, payload: { retryable } });
});

test('an answer of another shape is no answer', async () => {
  const { rest } = restOf(() => Response.json({ user: 'Ada' }));
  await expect(rest.get('/me', Me)).rejects.toMatchObject({ payload: { code: 'internal.shape' } });
});

test('no answer is retryable', async () => {
  const { rest } = restOf(() => Promise.reject(new TypeError('fetch failed')));
  const payload = { code: 'internal.network', retryable: true };
  await expect(rest.get('/me', Me)).rejects.toMatchObject({ status: 0, payload });
});

test('a request that the caller aborts rejects with the reason', async () => {
  const reason = new Error('changed my mind');
  const { rest } = restOf((_url, { signal }) => {
    signal?.throwIfAborted();
    return Response.json(me);
  });
  const signal = AbortSignal.abort(reason);
  await expect(rest.get('/me', Me, { signal })).rejects.toBe(reason);
});
