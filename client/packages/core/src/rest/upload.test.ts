// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { FakeWorld, settled } from '../testing/world.ts';
import { createRest } from './rest.ts';
import { uploadAttachment } from './upload.ts';

/** The server's side of one upload. */
class FakeRequest extends EventTarget {
  readonly upload = new EventTarget();
  readonly headers: Record<string, string> = {};
  status = 0;
  responseText = '';
  sent: unknown;
  target = '';

  open(method: string, url: string) {
    this.target = `${method} ${url}`;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send(body: unknown) {
    this.sent = body;
  }
  abort() {
    this.dispatchEvent(new Event('abort'));
  }
  progress(loaded: number) {
    this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded }));
  }
  answers(status: number, body: object) {
    Object.assign(this, { status, responseText: JSON.stringify(body) });
    this.dispatchEvent(new Event('load'));
  }
}

const attachment = {
  id: 'att_1',
  name: 'crab.txt',
  mimeType: 'text/plain',
  size: 4,
  status: 'pending',
  createdAt: '2026-11-22T18:00:00.000Z',
};
const ready = { ...attachment, status: 'ready' };
const file = new File(['crab'], 'crab.txt', { type: 'text/plain' });

let world: FakeWorld;
let request: FakeRequest;

beforeEach(() => {
  world = new FakeWorld();
  world.answer = () => Response.json(attachment, { status: 201 });
  request = new FakeRequest();
});

function upload(what = file, options = {}) {
  const env = {
    clock: world.environment.clock,
    createRequest: () => request as unknown as XMLHttpRequest,
  };
  return uploadAttachment({ env, rest: createRest(world.environment.fetch) }, what, options);
}

test('a file is announced, sent, and ready', async () => {
  const done = upload();
  await settled();
  expect(world.requests[0]).toMatchObject({
    url: '/api/v1/attachments',
    init: { body: JSON.stringify({ name: 'crab.txt', size: 4, mimeType: 'text/plain' }) },
  });
  expect(request).toMatchObject({ target: 'PUT /api/v1/attachments/att_1/content', sent: file });
  request.answers(200, ready);
  await expect(done).resolves.toEqual(ready);
  expect(world.clock.waiting).toBe(0);
});

test('progress is a share', async () => {
  const onProgress = vi.fn<(share: number) => void>();
  const done = upload(file, { onProgress });
  await settled();
  request.progress(1);
  request.progress(4);
  request.answers(200, ready);
  await done;
  expect(onProgress.mock.calls).toEqual([[0.25], [1]]);
});

test('a refused announcement sends no bytes', async () => {
  world.answer = () => Response.json({}, { status: 413 });
  await expect(upload()).rejects.toMatchObject({ status: 413 });
  expect(request.sent).toBeUndefined();
});

test('a refusal of the bytes says why', async () => {
  const done = upload();
  await settled();
  request.answers(413, {
    type: 'about:blank',
    title: 'Too large',
    status: 413,
    detail: 'A file may hold 1 MB.',
    code: 'too_large.upload',
    retryable: false,
  });
  await expect(done).rejects.toMatchObject({ status: 413, payload: { code: 'too_large.upload' } });
});

test('a broken line fails', async () => {
  const done = upload();
  await settled();
  request.dispatchEvent(new Event('error'));
  await expect(done).rejects.toMatchObject({ status: 0, payload: { retryable: true } });
  expect(world.clock.waiting).toBe(0);
});

test('an upload that stands still for a minute fails', async () => {
  const done = upload().catch((error: unknown) => error);
  await settled();
  world.clock.advance(59_999);
  request.progress(1);
  world.clock.advance(59_999);
  expect(world.clock.waiting).toBe(1);
  world.clock.advance(1);
  expect(await done).toMatchObject({ status: 0 });
});

test('a person can stop it, before and while the bytes go', async () => {
  const reason = new Error('not that one');
  await expect(upload(file, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const control = new AbortController();
  const done = upload(file, { signal: control.signal });
  await settled();
  control.abort(reason);
  await expect(done).rejects.toBe(reason);
  expect(world.clock.waiting).toBe(0);
});

test('a long name is cut where the server would refuse it', async () => {
  const done = upload(new File(['crab'], '🦀'.repeat(300)));
  await settled();
  const body = JSON.parse(String(world.requests[0]?.init.body));
  expect(body).toEqual({ name: '🦀'.repeat(255), size: 4 });
  request.answers(200, ready);
  await done;
});
