import type { Rest } from '@instar/core';
import { Me } from '@instar/protocol';

export const getMe = (rest: Rest, signal: AbortSignal): Promise<Me> =>
  rest.get('/me', Me, { signal });

/** Exchanges a one-time ticket for a session cookie. */
export const signIn = (rest: Rest, ticket: string): Promise<Me> =>
  rest.post('/session', { ticket }, Me);
