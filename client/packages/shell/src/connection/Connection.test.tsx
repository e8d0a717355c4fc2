import type { ConnectionState } from '@instar/core';
import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { draw } from '../testing/draw.tsx';
import { Connection } from './Connection.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';

afterEach(cleanup);

function setUp(connection: ConnectionState) {
  const { client } = draw(
    <>
      <Connection />
      <ConnectionBanner />
    </>,
  );
  act(() => client.update({ connection }));
  return client;
}

const word = () => screen.getByRole('status', { name: 'Connection' }).textContent;

describe('the connection', () => {
  it('is shown quietly while all is well (PoF-01)', () => {
    setUp({ phase: 'connected', attempts: 0 });
    expect(word()).toBe('Connected');
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('counts down to the next attempt and can be tried at once', async () => {
    const retryAt = Date.now() + 20_000;
    const client = setUp({ phase: 'reconnecting', attempts: 2, retryAt });
    expect(word()).toBe('Reconnecting…');
    expect(screen.getByText(/Trying again in (?:19|20) s\./)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Try now' }));
    expect(client.calls).toEqual([['reconnect']]);
  });

  it('says that the network is away', () => {
    setUp({ phase: 'offline', attempts: 1 });
    expect(word()).toBe('Offline');
    expect(screen.getByText(/What you write is kept/)).toBeTruthy();
  });

  it.each([
    ['revoked', /session has ended.*Ask for a new login link/],
    ['unauthenticated', /signed out.*Ask for a new login link/],
    ['superseded', /another tab/],
    ['version', /Load the page again/],
  ] as const)('says why it stopped (%s) and what to do', (reason, words) => {
    setUp({ phase: 'stopped', attempts: 0, reason });
    expect(word()).toBe('Disconnected');
    expect(screen.getByRole('alert').textContent).toMatch(words);
  });
});
