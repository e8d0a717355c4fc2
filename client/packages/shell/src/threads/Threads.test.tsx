import type { Thread } from '@instar/protocol';
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Toasts } from '../page/Toasts.tsx';
import { toasts } from '../page/toasts.ts';
import { draw } from '../testing/draw.tsx';
import { createFakeClient } from '../testing/fakeClient.ts';
import { createFakeRest, refusal } from '../testing/fakeRest.ts';
import { at, me, question, saying, thread } from '../testing/fixtures.ts';
import { Threads } from './Threads.tsx';

beforeEach(() => history.replaceState(null, '', '/'));
afterEach(() => {
  cleanup();
  toasts.set([]);
});

const page = (data: Thread[]) => ({ data, hasMore: false, lastId: data.at(-1)?.id });
const two = [
  thread({ id: 'thr_a', title: 'Wings', updatedAt: at(2), head: 3, lastRead: 1 }),
  thread({ id: 'thr_b', title: 'Moulting', updatedAt: at(1), turnId: 'trn_1' }),
];

function setUp(answers: Record<string, unknown>, openId?: string) {
  const rest = createFakeRest({ 'GET /me': me, ...answers });
  const client = createFakeClient({}, rest);
  draw(
    <>
      <Threads openId={openId} onClose={() => undefined} />
      <Toasts />
    </>,
    client,
  );
  return { client, rest, user: userEvent.setup() };
}

const rows = () => screen.findAllByRole('listitem');

describe('the threads', () => {
  it('are listed with their marks', async () => {
    setUp({ 'GET /threads': page(two) });
    const [wings, moulting] = await rows();
    expect(wings?.textContent).toContain('Wings, unread');
    expect(moulting?.textContent).toContain('Moulting, answering');
  });

  it('are not unread while they are open', async () => {
    setUp({ 'GET /threads': page(two) }, 'thr_a');
    const open = await screen.findByRole('link', { name: /Wings/ });
    expect(open.getAttribute('aria-current')).toBe('page');
    expect(open.textContent).not.toContain('unread');
  });

  it('appear when they begin elsewhere', async () => {
    const { client } = setUp({ 'GET /threads': page(two) });
    await rows();
    const fresh = thread({ id: 'thr_c', title: 'Pupa', updatedAt: at(9) });
    act(() => client.update({ list: { thr_c: fresh } }));
    expect((await rows())[0]?.textContent).toContain('Pupa');
  });

  it('say that there are none', async () => {
    setUp({ 'GET /threads': page([]) });
    expect(await screen.findByText(/No threads yet/)).toBeTruthy();
  });

  it('say that they could not be read, and try again', async () => {
    const { rest, user } = setUp({ 'GET /threads': refusal(500, 'internal.error', 'It broke.') });
    expect((await screen.findByRole('alert')).textContent).toContain('It broke.');
    rest.answers['GET /threads'] = page(two);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await rows()).toHaveLength(2);
  });

  it('are renamed in place: Enter saves, Escape does not', async () => {
    const { rest, user } = setUp({
      'GET /threads': page(two),
      'PATCH /threads/thr_a': ({ title }: { title: string }) => ({ ...two[0], title }),
    });
    await user.click(await screen.findByRole('button', { name: 'Rename Wings' }));
    await user.type(screen.getByRole('textbox', { name: 'Thread title' }), 'x{Escape}');
    await user.click(screen.getByRole('button', { name: 'Rename Wings' }));
    const field = screen.getByRole('textbox', { name: 'Thread title' });
    await user.clear(field);
    await user.type(field, 'Elytra{Enter}');
    expect(await screen.findByRole('link', { name: /Elytra/ })).toBeTruthy();
    expect(rest.asked.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('are deleted at once and can be taken back', async () => {
    const { rest, user } = setUp({
      'GET /threads': page(two),
      'DELETE /threads/thr_a': {},
      'POST /threads/thr_a/restore': two[0],
    });
    await user.click(await screen.findByRole('button', { name: 'Delete Wings' }));
    expect(screen.queryByRole('link', { name: /Wings/ })).toBeNull();
    const notes = screen.getByRole('region', { name: 'Notifications' });
    await user.click(await within(notes).findByRole('button', { name: 'Undo' }));
    expect(await screen.findByRole('link', { name: /Wings/ })).toBeTruthy();
    expect(rest.asked.some(({ path }) => path === '/threads/thr_a/restore')).toBe(true);
  });

  it('stay when the server refuses to delete', async () => {
    const { user } = setUp({
      'GET /threads': page(two),
      'DELETE /threads/thr_a': refusal(403, 'forbidden.thread', 'Not yours.'),
    });
    await user.click(await screen.findByRole('button', { name: 'Delete Wings' }));
    expect(await screen.findByText('Not yours.')).toBeTruthy();
    expect(screen.getByRole('link', { name: /Wings/ })).toBeTruthy();
  });

  it('are one stop for Tab, with arrows between them', async () => {
    const { user } = setUp({ 'GET /threads': page(two) });
    const [first, second] = [
      await screen.findByRole('link', { name: /Wings/ }),
      screen.getByRole('link', { name: /Moulting/ }),
    ];
    expect([first?.tabIndex, second?.tabIndex]).toEqual([0, -1]);
    first?.focus();
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(second);
    await user.keyboard('{Home}');
    expect(document.activeElement).toBe(first);
  });

  it('are searched by title and by what was said', async () => {
    const item = question('Why do insects moult?', { threadId: 'thr_b' });
    const hit = { thread: two[1], item, excerpt: 'Why do insects moult?' };
    const { rest, user } = setUp({
      'GET /threads': page(two),
      'GET /search': { data: [hit], hasMore: false },
    });
    await rows();
    await user.type(screen.getByRole('searchbox', { name: 'Search threads' }), 'moult');
    await waitFor(() =>
      expect(screen.getByRole('status', { name: 'Search results' }).textContent).toBe('2 found'),
    );
    const links = screen.getAllByRole('link', { name: /oult/ });
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      '/t/thr_b',
      '/t/thr_b#itm_question',
    ]);
    expect(rest.asked.filter(({ path }) => path === '/search')).toHaveLength(1);
    await user.keyboard('{Escape}');
    expect(await screen.findByRole('link', { name: /Wings/ })).toBeTruthy();
  });
});

describe('[U6] locked threads', () => {
  const locked = saying({ locks: { threads: { reason: 'Read only today.' } } });

  it('are neither made, renamed nor deleted, and say why', async () => {
    const { client, rest, user } = setUp({ 'GET /threads': page(two) }, 'thr_a');
    await rows();
    history.replaceState(null, '', '/t/thr_a');
    act(() => client.update({ layers: locked }));
    for (const name of ['New thread', 'Rename Wings', 'Delete Wings']) {
      const role = name === 'New thread' ? 'link' : 'button';
      const control = screen.getByRole(role, { name });
      expect(control.getAttribute('aria-description')).toBe('Read only today.');
      await user.click(control);
    }
    expect(location.pathname).toBe('/t/thr_a');
    expect(screen.queryByRole('textbox', { name: 'Thread title' })).toBeNull();
    expect(rest.asked.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('are not imported either', async () => {
    const { client, user } = setUp({ 'GET /threads': page(two) });
    act(() => client.update({ layers: locked }));
    await user.click(await screen.findByRole('button', { name: 'Menu' }));
    const entry = await screen.findByRole('menuitem', { name: /Import/ });
    expect(entry.textContent).toContain('Read only today.');
    const choose = vi.spyOn(HTMLInputElement.prototype, 'click');
    await user.click(entry);
    expect(choose).not.toHaveBeenCalled();
    choose.mockRestore();
  });
});
