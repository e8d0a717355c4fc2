import type { ConnectionState } from '@instar/core';

/** Why the server told this page to stop, and what a person can do. */
export const STOPPED: Readonly<
  Record<NonNullable<ConnectionState['reason']>, { why: string; next: string; retry: boolean }>
> = {
  unauthenticated: {
    why: 'You are signed out.',
    next: 'Ask for a new login link to go on.',
    retry: false,
  },
  revoked: {
    why: 'Your session has ended.',
    next: 'Ask for a new login link to go on.',
    retry: false,
  },
  forbidden: {
    why: 'This address may not use the server.',
    next: 'Open the page at the address that the server prints.',
    retry: false,
  },
  version: {
    why: 'The server is newer than this page.',
    next: 'Load the page again.',
    retry: false,
  },
  superseded: {
    why: 'This conversation goes on in another tab.',
    next: 'Use it here to take it back.',
    retry: true,
  },
  too_many: {
    why: 'Too many pages are connected.',
    next: 'Close other tabs, then try again.',
    retry: true,
  },
  protocol: {
    why: 'The page and the server do not understand each other.',
    next: 'Load the page again.',
    retry: false,
  },
};

/** The connection in a word or two. */
export const PHASES: Readonly<Record<ConnectionState['phase'], string>> = {
  connecting: 'Connecting…',
  connected: 'Connected',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
  stopped: 'Disconnected',
};
