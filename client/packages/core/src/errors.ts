import type { ErrorPayload, Problem } from '@instar/protocol';

/** A refusal by the server, or by the client in the server's words. */
export class InstarError extends Error {
  override readonly name: string = 'InstarError';
  readonly payload: ErrorPayload;

  constructor(payload: ErrorPayload) {
    super(payload.message);
    this.payload = payload;
  }
}

/** A refusal of a REST request. `status` 0: no answer came. */
export class RestError extends InstarError {
  override readonly name = 'RestError';
  readonly status: number;

  constructor(status: number, payload: ErrorPayload) {
    super(payload);
    this.status = status;
  }
}

/** Problem details in the shape that the socket's errors have. */
export function fromProblem(problem: Problem): ErrorPayload {
  const { code, detail, retryable, path, retryAfter } = problem;
  return { code, message: detail, retryable, path, retryAfter };
}

/** What this client says of itself when no server did. */
export function localError(code: string, message: string, retryable = false): ErrorPayload {
  return { code, message, retryable };
}
