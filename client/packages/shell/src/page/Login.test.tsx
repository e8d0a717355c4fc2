import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { draw } from '../testing/draw.tsx';
import { createFakeClient } from '../testing/fakeClient.ts';
import { createFakeRest, refusal } from '../testing/fakeRest.ts';
import { Login } from './Login.tsx';

afterEach(cleanup);

function open(address: string, answer: unknown) {
  history.replaceState(null, '', address);
  const rest = createFakeRest({ 'POST /session': answer });
  draw(<Login />, createFakeClient({}, rest));
  return rest;
}

const used = refusal(401, 'unauthorized.ticket', 'No such ticket.');

describe('the login', () => {
  it('says how to get a link', () => {
    open('/login', used);
    expect(screen.getByRole('heading').textContent).toBe('Sign in with a login link');
  });

  it('takes the ticket out of the address and says that it was used', async () => {
    const rest = open('/login#ticket=abcdefghijklmnop', used);
    expect(location.hash).toBe('');
    expect((await screen.findByRole('alert')).textContent).toMatch(/does not work any more/);
    expect(rest.asked.map(({ body }) => body)).toEqual([{ ticket: 'abcdefghijklmnop' }]);
  });

  it('can be tried again when the server did not answer', async () => {
    const rest = open('/login#ticket=abcdefghijklmnop', refusal(0, 'internal.network', 'Away.'));
    expect((await screen.findByRole('alert')).textContent).toContain('Away.');
    await act(async () => screen.getByRole('button', { name: 'Try again' }).click());
    expect(rest.asked).toHaveLength(2);
  });

  it('takes a link that is opened in the same tab', async () => {
    open('/login', used);
    history.replaceState(null, '', '/login#ticket=qrstuvwxyzabcdef');
    act(() => void globalThis.dispatchEvent(new HashChangeEvent('hashchange')));
    expect(await screen.findByText(/does not work any more/)).toBeTruthy();
  });
});
