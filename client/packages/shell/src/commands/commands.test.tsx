import { InstarError } from '@instar/core';
import type { Command, Interface } from '@instar/protocol';
import { HostProvider } from '@instar/react';
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Composer } from '../composer/Composer.tsx';
import { createHost } from '../host/host.ts';
import { ItemView } from '../items/ItemView.tsx';
import { helpShown } from '../page/help.ts';
import { Page } from '../page/Page.tsx';
import { chooseTheme, theme } from '../page/theme.ts';
import { toasts } from '../page/toasts.ts';
import { draw, drawInThread } from '../testing/draw.tsx';
import { createFakeClient } from '../testing/fakeClient.ts';
import { createFakeRest } from '../testing/fakeRest.ts';
import { answer, me, question, saying, thread, turn, view } from '../testing/fixtures.ts';
import { Asking } from './Asking.tsx';
import { ComposerCommands } from './CommandBar.tsx';
import { paletteShown } from './paletteShown.ts';
import { asked } from './running.ts';

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, '', '/t/thr_1');
  toasts.set([]);
  asked.set(undefined);
  helpShown.set(false);
  paletteShown.set(false);
  chooseTheme('system');
});
afterEach(cleanup);

const to = { type: 'Input', name: 'to', label: 'Where to', required: true } as const;
const commands: Record<string, Command> = {
  'demo.poll': { title: 'Poll', places: ['composer', 'slash', 'palette'] },
  'demo.deploy': {
    title: 'Deploy',
    places: ['slash', 'palette'],
    fields: [to],
    shortcut: 'Mod+Shift+D',
  },
  'demo.wipe': { title: 'Wipe', places: ['slash'], confirm: 'Wipe it all?' },
};

function fakeClient(state: Interface = { commands }) {
  const rest = createFakeRest({
    'GET /me': me,
    'GET /threads': { data: [thread()], hasMore: false, lastId: 'thr_1' },
    'POST /threads': thread({ id: 'thr_new' }),
  });
  return createFakeClient({ layers: saying(state), threads: { thr_1: view() } }, rest);
}

const invoked = (client: ReturnType<typeof fakeClient>) =>
  client.calls.filter(([verb]) => verb === 'invokeCommand').map(([, ...given]) => given);
const call = (commandId: string, values = {}, threadId = 'thr_1') => [
  threadId,
  { commandId, values, policy: 'enqueue' },
];

function atComposer(state?: Interface) {
  const client = fakeClient(state);
  const onSend = vi.fn<() => boolean>(() => true);
  draw(
    <>
      <Composer threadId="thr_1" onSend={onSend} />
      <Asking />
    </>,
    client,
  );
  const field = screen.getByLabelText<HTMLTextAreaElement>('Message');
  return { client, onSend, field, user: userEvent.setup() };
}

const options = () => screen.queryAllByRole('option').map(({ textContent }) => textContent);

describe('a slash at the start of a message', () => {
  it('opens the commands, and filters them as one types', async () => {
    const { field, user } = atComposer();
    await user.type(field, '/');
    expect(options()).toEqual(['/deployDeployCtrlShiftD', '/pollPoll', '/wipeWipe']);
    expect(field.getAttribute('role')).toBe('combobox');
    const active = () => document.getElementById(field.getAttribute('aria-activedescendant') ?? '');
    expect(active()?.textContent).toContain('Deploy');
    await user.keyboard('{ArrowDown}');
    expect(active()?.getAttribute('aria-selected')).toBe('true');
    expect(active()?.textContent).toContain('Poll');
    await user.keyboard('po');
    expect(options()).toEqual(['/pollPoll']);
    await user.keyboard('x');
    expect(options()).toEqual([]);
    expect(field.getAttribute('role')).toBeNull();
  });

  it.each(['{Enter}', '{Tab}'])('invokes the chosen one with %s', async (key) => {
    const { client, field, onSend, user } = atComposer();
    await user.type(field, `/po${key}`);
    expect(invoked(client)).toEqual([call('demo.poll')]);
    expect(field.value).toBe('');
    expect(document.activeElement).toBe(field);
    expect(onSend).not.toHaveBeenCalled();
  });

  it('closes with Escape, and what is written can be sent', async () => {
    const { client, field, onSend, user } = atComposer();
    await user.type(field, '/po{Escape}');
    expect(options()).toEqual([]);
    await user.keyboard('{Enter}');
    expect(onSend).toHaveBeenCalledExactlyOnceWith({ text: '/po', attachments: [] });
    expect(invoked(client)).toEqual([]);
  });

  it('hands on what follows the name', async () => {
    const { client, field, user } = atComposer();
    await user.type(field, '/deploy to the moon{Enter}');
    expect(invoked(client)).toEqual([call('demo.deploy', { to: 'to the moon' })]);
  });

  it('that calls no command is sent as a message', async () => {
    const { field, onSend, user } = atComposer();
    await user.type(field, '/help me{Enter}');
    expect(onSend).toHaveBeenCalledExactlyOnceWith({ text: '/help me', attachments: [] });
  });
});

describe('a command that needs more', () => {
  it('asks for its fields, and shows what was refused at its field', async () => {
    const { client, field, user } = atComposer();
    await user.type(field, '/deploy{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Deploy' });
    const where = await within(dialog).findByRole('textbox', { name: /Where to/ });
    await waitFor(() => expect(document.activeElement).toBe(where));
    const refusal = { code: 'validation.value', message: 'Not there.', retryable: false };
    client.invokeCommand = () =>
      Promise.reject(new InstarError({ ...refusal, path: '/payload/values/to' }));
    await user.type(where, 'sun{Enter}');
    expect((await within(dialog).findByText('Not there.')).textContent).toBe('Not there.');
    expect(where).toHaveProperty('value', 'sun');
    client.invokeCommand = (...given) => {
      client.calls.push(['invokeCommand', ...given]);
      return Promise.resolve();
    };
    await user.clear(where);
    await user.type(where, 'moon{Enter}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(invoked(client)).toEqual([call('demo.deploy', { to: 'moon' })]);
  });

  it('asks whether it is meant', async () => {
    const { client, field, user } = atComposer();
    await user.type(field, '/wipe{Enter}');
    const dialog = await screen.findByRole('dialog', { name: 'Wipe' });
    expect(within(dialog).getByText('Wipe it all?')).toBeTruthy();
    await user.click(await within(dialog).findByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.type(field, '/wipe{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Yes' }));
    expect(invoked(client)).toEqual([call('demo.wipe')]);
  });
});

describe('a command in the composer', () => {
  it('is a button that is busy when the server takes a while, and does it once', async () => {
    const { client, user } = atComposer();
    const settled: (() => void)[] = [];
    client.invokeCommand = (...given) => {
      client.calls.push(['invokeCommand', ...given]);
      return new Promise((resolve) => {
        settled.push(resolve);
      });
    };
    const button = screen.getByRole('button', { name: 'Poll' });
    await user.click(button);
    await user.click(button);
    expect(button.getAttribute('aria-busy')).toBe('false');
    await waitFor(() => expect(button.getAttribute('aria-busy')).toBe('true'));
    expect(invoked(client)).toHaveLength(1);
    await act(async () => settled[0]?.());
    expect(button.getAttribute('aria-busy')).toBe('false');
  });

  it('that is refused says why', async () => {
    const { client, user } = atComposer();
    const refusal = { code: 'not_found.command', message: 'No such command.', retryable: false };
    client.invokeCommand = () => Promise.reject(new InstarError(refusal));
    await user.click(screen.getByRole('button', { name: 'Poll' }));
    await waitFor(() => expect(toasts.get()[0]?.text).toBe('No such command.'));
  });

  it('is there while its condition holds, and for who may write', () => {
    const when = { turn: 'open' } as const;
    const stop = { 'demo.stop': { title: 'Stop', places: ['composer' as const], when } };
    const client = fakeClient({ commands: stop });
    draw(<ComposerCommands threadId="thr_1" onAttach={() => undefined} />, client);
    expect(screen.queryByRole('button')).toBeNull();
    act(() => client.show(view({ turns: [turn()] })));
    expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy();
    const reader = thread({ access: 'reader' });
    act(() => client.show(view({ turns: [turn()], thread: reader })));
    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('a command on the page of a new thread', () => {
  it('makes the thread first, and has nothing to cancel', async () => {
    const cancel: Command = { title: 'Cancel', places: ['composer'] };
    const client = fakeClient({ commands: { ...commands, 'core.cancel': cancel } });
    const bar = <ComposerCommands threadId={undefined} onAttach={() => undefined} />;
    draw(<HostProvider host={createHost()}>{bar}</HostProvider>, client);
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Poll' }));
    expect(client.rest.asked).toContainEqual({
      method: 'POST',
      path: '/threads',
      body: { title: 'Poll' },
    });
    await waitFor(() => expect(invoked(client)).toEqual([call('demo.poll', {}, 'thr_new')]));
    expect(location.pathname).toBe('/t/thr_new');
  });
});

describe('a command on a message', () => {
  it('is in its menu, where its type is asked for, and gets its id', async () => {
    const when = { itemTypes: ['assistant_message'] };
    const state = {
      commands: { 'demo.pin': { title: 'Pin', places: ['message' as const], when } },
    };
    const { client } = drawInThread(
      <>
        <ItemView item={question('Hi')} state={{ last: false }} />
        <ItemView item={answer('Hello')} state={{ last: true }} />
      </>,
    );
    act(() => client.update({ layers: saying(state) }));
    await userEvent.click(screen.getByRole('button', { name: 'Commands' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Pin' }));
    const payload = { commandId: 'demo.pin', values: {}, policy: 'enqueue', itemId: 'itm_answer' };
    expect(client.calls).toEqual([['invokeCommand', 'thr_1', payload]]);
  });
});

function atPage() {
  const client = fakeClient();
  draw(<Page route={{ name: 'thread', threadId: 'thr_1' }} />, client);
  return { client, user: userEvent.setup() };
}

async function openPalette() {
  const world = atPage();
  await world.user.keyboard('{Control>}k{/Control}');
  const field = await screen.findByRole('combobox', { name: 'Search commands' });
  return { ...world, field };
}
const titles = () =>
  screen.getAllByRole('option').map((line) => line.querySelector('.command-title')?.textContent);

describe('the palette', () => {
  it('has the commands of the server and of the page, and finds them by words', async () => {
    const { field, user } = await openPalette();
    expect(titles()).toEqual([
      'Deploy',
      'Keyboard shortcuts',
      'New thread',
      'Poll',
      'Search',
      'Sign out',
      'Toggle theme',
    ]);
    await user.type(field, 'dark');
    expect(titles()).toEqual(['Toggle theme']);
    await user.type(field, 'xx');
    expect(screen.queryByRole('option')).toBeNull();
    expect(screen.getByText('No such command.')).toBeTruthy();
  });

  it('runs the chosen one and closes; what was used lately comes first', async () => {
    const { client, field, user } = await openPalette();
    await user.type(field, 'po{Enter}');
    expect(invoked(client)).toEqual([call('demo.poll')]);
    expect(screen.queryByRole('combobox')).toBeNull();
    await user.keyboard('{Control>}k{/Control}');
    await screen.findByRole('combobox', { name: 'Search commands' });
    expect(titles().slice(0, 2)).toEqual(['Poll', 'Deploy']);
  });

  it('moves with the arrows, around the ends', async () => {
    const { field, user } = await openPalette();
    await user.click(field);
    await user.keyboard('{ArrowDown}{ArrowUp}{ArrowUp}{Enter}');
    expect(theme.get()).toBe('dark');
  });
});

describe('keys', () => {
  it('run a command, but not while a dialog is open', async () => {
    const { user } = atPage();
    await user.keyboard('{Control>}{Shift>}D{/Shift}{/Control}');
    expect(await screen.findByRole('dialog', { name: 'Deploy' })).toBeTruthy();
    const wanted = asked.get();
    await user.keyboard('{Control>}{Shift>}D{/Shift}{/Control}');
    expect(asked.get()).toBe(wanted);
  });

  it('of commands are in the help', async () => {
    const { user } = atPage();
    await user.keyboard('{Control>}/{/Control}');
    const help = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(within(help).getByText('Deploy').nextSibling?.textContent).toBe('CtrlShiftD');
    expect(within(help).getByText('All commands')).toBeTruthy();
  });
});
