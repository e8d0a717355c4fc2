import { act, cleanup, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHost } from '../host/host.ts';
import { draw } from '../testing/draw.tsx';
import { createFakeClient } from '../testing/fakeClient.ts';
import { createFakeRest } from '../testing/fakeRest.ts';
import { me } from '../testing/fixtures.ts';
import { panel } from './drawer.ts';
import { Page } from './Page.tsx';
import { settingsShown } from './settings.ts';
import { toasts } from './toasts.ts';

afterEach(() => {
  cleanup();
  panel.drawn.set(false);
  settingsShown.set(false);
  toasts.set([]);
  vi.restoreAllMocks();
});

const Words = () => <p>Words</p>;

function Broken(): never {
  throw new Error('It broke.');
}

function setUp() {
  const none = { data: [], hasMore: false };
  const client = createFakeClient({}, createFakeRest({ 'GET /me': me, 'GET /threads': none }));
  const host = createHost();
  draw(<Page route={{ name: 'new' }} />, client, host);
  const put = (slot: 'rightPanel' | 'statusBar' | 'banner') =>
    act(() => void host.slots.register({ id: 'x', slot, mode: 'after', component: Words }));
  return { client, host, put, user: userEvent.setup() };
}

describe('the areas of the page', () => {
  it.each([
    ['rightPanel', 'complementary', 'Panel'],
    ['statusBar', 'region', 'Status bar'],
    ['banner', 'region', 'Banner'],
  ] as const)('%s is there when somebody contributes to it', (slot, role, name) => {
    const { put } = setUp();
    expect(screen.queryByRole(role, { name })).toBeNull();
    put(slot);
    expect(within(screen.getByRole(role, { name })).getByText('Words')).toBeTruthy();
  });

  it('open the panel as a drawer: it takes the focus, and Escape closes it', async () => {
    const { put, user } = setUp();
    expect(screen.queryByRole('button', { name: 'Open panel' })).toBeNull();
    put('rightPanel');
    await user.click(screen.getByRole('button', { name: 'Open panel' }));
    const [close] = screen.getAllByRole('button', { name: 'Close panel' });
    expect(document.activeElement).toBe(close);
    await user.keyboard('{Escape}');
    expect(panel.drawn.get()).toBe(false);
  });

  it('have settings in the menu when there are some', async () => {
    const { host, user } = setUp();
    await user.click(await screen.findByRole('button', { name: 'Menu' }));
    await screen.findByRole('menuitem', { name: 'Sign out' });
    expect(screen.queryByRole('menuitem', { name: 'Settings…' })).toBeNull();
    await user.keyboard('{Escape}');
    const fields = { id: 'x', slot: 'settings', mode: 'replace', component: Words } as const;
    act(() => void host.slots.register(fields));
    await user.click(screen.getByRole('button', { name: 'Menu' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Settings…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Settings' });
    expect(within(dialog).getByText('Words')).toBeTruthy();
  });

  it('[U9] are not drawn when the server says so, nor is the way to them', () => {
    const { client, put } = setUp();
    put('rightPanel');
    const state = { visibility: { rightPanel: false, threadList: false, composer: false } };
    act(() => client.update({ layers: { global: { rev: 1, state } } }));
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(screen.queryByRole('navigation')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Open threads' })).toBeNull();
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    expect(screen.getByRole('heading', { name: 'New thread' })).toBeTruthy();
  });
});

describe('a contribution that breaks', () => {
  it('gives its place back, and the person is told', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { host } = setUp();
    const fields = { slot: 'composer', mode: 'replace', component: Broken } as const;
    act(() => void host.slots.register({ id: 'acme.editor', ...fields }));
    expect(screen.getByRole('textbox', { name: 'Message' })).toBeTruthy();
    expect(screen.getByText('“acme.editor” broke and was taken out of composer.')).toBeTruthy();
  });
});
