import { type Rest, RestError } from '@instar/core';

/** A request as the page made it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Answers by `METHOD /path`. A function is asked with the query or the body. */
export type Answers = Record<string, unknown>;

export interface FakeRest extends Rest {
  readonly asked: Asked[];
  /** Changed by tests: what the server answers from now on. */
  readonly answers: Answers;
}

/** A REST API that answers what it was told to, and refuses everything else as not found. */
export function createFakeRest(answers: Answers = {}): FakeRest {
  const asked: Asked[] = [];

  const ask = async (method: string, path: string, given?: unknown): Promise<unknown> => {
    asked.push({ method, path, body: given });
    const answer = answers[`${method} ${path}`];
    const value = typeof answer === 'function' ? answer(given) : answer;
    if (value === undefined) throw refusal(404, 'not_found.route', `No answer for ${path}.`);
    if (value instanceof Error) throw value;
    return value;
  };
  return {
    asked,
    answers,
    url: (path, query = {}) => {
      const pairs = Object.entries(query).map(([key, value]) => [key, String(value)]);
      return `/api/v1${path}${pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : ''}`;
    },
    get: async (path, shape, options) => shape.parse(await ask('GET', path, options?.query)),
    post: async (path, body, shape) => shape.parse(await ask('POST', path, body)),
    patch: async (path, body, shape) => shape.parse(await ask('PATCH', path, body)),
    put: async (path, body, shape) => shape.parse(await ask('PUT', path, body)),
    delete: async (path) => {
      await ask('DELETE', path);
    },
  };
}

/** A refusal as the server words it. */
export const refusal = (status: number, code: string, message: string): RestError =>
  new RestError(status, { code, message, retryable: false });
