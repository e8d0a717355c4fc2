/** Uploads: announced as JSON, then the bytes. `fetch` cannot tell how far it is; XMLHttpRequest can. */
import { Attachment } from '@instar/protocol';
import type { UploadOptions } from '../api.ts';
import type { Clock, Environment, Timer } from '../environment.ts';
import { localError, RestError } from '../errors.ts';
import { type Rest, readBody, readRefusal } from './rest.ts';

/** An upload may take long; one that stands still for so long has failed. */
const STALL_MS = 60_000;
const NAME_CHARS = 255;

export interface UploadHost {
  readonly env: Pick<Environment, 'clock' | 'createRequest'>;
  readonly rest: Rest;
}

/** The attachment, `ready`. Rejects with a `RestError`, or the signal's reason. */
export async function uploadAttachment(
  { env, rest }: UploadHost,
  file: File,
  { onProgress, signal }: UploadOptions = {},
): Promise<Attachment> {
  const body = {
    name: [...file.name].slice(0, NAME_CHARS).join('') || 'file',
    size: file.size,
    ...(file.type === '' ? {} : { mimeType: file.type }),
  };
  const { id } = await rest.post('/attachments', body, Attachment, signal ? { signal } : {});
  signal?.throwIfAborted();
  const request = env.createRequest();
  request.open('PUT', rest.url(`/attachments/${id}/content`));
  request.setRequestHeader('content-type', 'application/octet-stream');
  return new Promise((resolve, reject) => {
    const stall = stallTimer(env.clock, () => request.abort());
    request.upload.addEventListener('progress', ({ loaded }) => {
      stall.restart();
      onProgress?.(file.size === 0 ? 1 : Math.min(1, loaded / file.size));
    });
    request.addEventListener('load', () => settle(() => resolve(answer(request))));
    request.addEventListener('error', () => settle(() => reject(noAnswer())));
    request.addEventListener('abort', () => settle(() => reject(signal?.reason ?? noAnswer())));
    const abort = () => request.abort();
    signal?.addEventListener('abort', abort, { once: true });
    request.send(file);

    function settle(finish: () => void) {
      stall.cancel();
      signal?.removeEventListener('abort', abort);
      try {
        finish();
      } catch (error) {
        reject(error);
      }
    }
  });
}

function answer({ status, responseText }: XMLHttpRequest): Attachment {
  if (status >= 200 && status < 300) return readBody(responseText, status, Attachment);
  throw readRefusal(responseText, status);
}

function noAnswer(): RestError {
  return new RestError(0, localError('internal.network', 'The server did not answer.', true));
}

function stallTimer(clock: Clock, run: () => void) {
  let timer: Timer = clock.after(STALL_MS, run);
  return {
    restart() {
      timer.cancel();
      timer = clock.after(STALL_MS, run);
    },
    cancel: () => timer.cancel(),
  };
}
