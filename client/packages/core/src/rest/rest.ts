/** The REST API: JSON in, validated JSON out, problem details as `RestError`. */
import { Problem, type Shape } from '@instar/protocol';
import { fromProblem, localError, RestError } from '../errors.ts';

const TIMEOUT_MS = 30_000;

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestOptions {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Requests below `/api/v1`. `shape` validates the answer; every method rejects with a `RestError`. */
export interface Rest {
  /** The address of a path, for links and pictures. */
  url(path: string, query?: Query): string;
  get<Value>(path: string, shape: Shape<Value>, options?: RequestOptions): Promise<Value>;
  post<Value>(
    path: string,
    body: unknown,
    shape: Shape<Value>,
    options?: RequestOptions,
  ): Promise<Value>;
  patch<Value>(
    path: string,
    body: unknown,
    shape: Shape<Value>,
    options?: RequestOptions,
  ): Promise<Value>;
  put<Value>(
    path: string,
    body: unknown,
    shape: Shape<Value>,
    options?: RequestOptions,
  ): Promise<Value>;
  delete(path: string, options?: RequestOptions): Promise<void>;
}

export function createRest(fetch: typeof globalThis.fetch): Rest {
  async function send(method: string, path: string, body: unknown, options: RequestOptions) {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const init: RequestInit = {
      method,
      credentials: 'same-origin',
      headers: { ...(body === undefined ? {} : JSON_BODY), ...options.headers },
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    };
    if (body !== undefined) init.body = JSON.stringify(body);
    try {
      return await fetch(url(path, options.query), init);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new RestError(0, localError('internal.network', 'The server did not answer.', true));
    }
  }

  async function read<Value>(
    method: string,
    path: string,
    body: unknown,
    shape: Shape<Value>,
    options: RequestOptions = {},
  ) {
    const response = await send(method, path, body, options);
    if (!response.ok) throw await refusal(response);
    return readBody(await response.text(), response.status, shape);
  }

  return {
    url,
    get: (path, shape, options) => read('GET', path, undefined, shape, options),
    post: (path, body, shape, options) => read('POST', path, body, shape, options),
    patch: (path, body, shape, options) => read('PATCH', path, body, shape, options),
    put: (path, body, shape, options) => read('PUT', path, body, shape, options),
    async delete(path, options = {}) {
      const response = await send('DELETE', path, undefined, options);
      if (!response.ok) throw await refusal(response);
    },
  };
}

function url(path: string, query: Query = {}): string {
  return `/api/v1${path}${search(query)}`;
}

const JSON_BODY = { 'content-type': 'application/json' };

/** The value in an answer's text. Throws `RestError` when it has not the promised shape. */
export function readBody<Value>(text: string, status: number, shape: Shape<Value>): Value {
  const result = shape.safeParse(parse(text));
  if (result.success) return result.data;
  throw new RestError(status, localError('internal.shape', 'The server gave an unknown answer.'));
}

/** The refusal in an answer's text, whoever wrote it: a proxy's page has no problem details. */
export function readRefusal(text: string, status: number): RestError {
  const problem = Problem.safeParse(parse(text));
  if (problem.success) return new RestError(status, fromProblem(problem.data));
  const retryable = status >= 500 || status === 429;
  return new RestError(status, localError('internal.status', `HTTP status ${status}.`, retryable));
}

async function refusal(response: Response): Promise<RestError> {
  return readRefusal(await response.text(), response.status);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function search(query: Query): string {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}
