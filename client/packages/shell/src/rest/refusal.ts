import { InstarError, RestError } from '@instar/core';

/** What to tell a person about any failure. */
export function messageOf(error: unknown): string {
  return error instanceof InstarError
    ? error.payload.message
    : 'Something went wrong. Please try again.';
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof RestError && error.status === 401;
}
