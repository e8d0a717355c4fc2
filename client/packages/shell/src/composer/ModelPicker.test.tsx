import { InstarError } from '@instar/core';
import type { Interface, Picker } from '@instar/protocol';
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NewThreadPage } from '../conversation/NewThreadPage.tsx';
import { toasts } from '../page/toasts.ts';
import { draw } from '../testing/draw.tsx';
import { createFakeClient } from '../testing/fakeClient.ts';
import { createFakeRest } from '../testing/fakeRest.ts';
import { me, saying, thread } from '../testing/fixtures.ts';
import { picks } from './choices.ts';
import { ModelPicker } from './ModelPicker.tsx';

beforeAll(() => import('../page/MenuBody.tsx'));
beforeEach(() => {
  toasts.set([]);
  picks.set({});
});
afterEach(cleanup);

const model: Picker = {
  value: 'large',
  settable: true,
  options: [
    { value: 'large', label: 'Large', description: 'Thinks long' },
    { value: 'small', label: 'Small', description: 'Answers fast' },
    { value: 'old', label: 'Old', disabled: true },
  ],
};

const offering = (picker: Picker, more: Interface = {}): Interface => ({
  pickers: { 'core.model': picker },
  ...more,
});

function setUp(state: Interface = offering(model)) {
  const client = createFakeClient({ layers: saying(state) });
  const answers: { resolve(): void; reject(error: Error): void }[] = [];
  client.invokeCommand = (...given) => {
    client.calls.push(['invokeCommand', ...given]);
    return new Promise((resolve, reject) => answers.push({ resolve, reject }));
  };
  draw(<ModelPicker threadId="thr_1" onAttach={() => undefined} />, client);
  const say = (said: Interface) => act(() => client.update({ layers: saying(said) }));
  return { client, answers, say, user: userEvent.setup() };
}

const button = () => screen.getByRole('button', { name: /^Model: / });

describe('the picker of the model', () => {
  it('offers the models with what they are for, and marks the one that answers', async () => {
    const { user } = setUp();
    await user.click(button());
    const large = await screen.findByRole('menuitemradio', { name: 'Large' });
    expect(large.getAttribute('aria-checked')).toBe('true');
    expect(screen.getByText('Answers fast')).toBeTruthy();
    const old = screen.getByRole('menuitemradio', { name: 'Old' });
    expect(old.getAttribute('aria-disabled')).toBe('true');
  });

  it('[K2] shows at once what is picked by keyboard, and then what the server says', async () => {
    const { client, answers, say, user } = setUp();
    button().focus();
    await user.keyboard('{Enter}');
    const small = await screen.findByRole('menuitemradio', { name: 'Small' });
    act(() => small.focus());
    await user.keyboard('{Enter}');
    expect(button().textContent).toBe('Small');
    const values = { picker: 'core.model', value: 'small' };
    expect(client.calls).toEqual([['invokeCommand', 'thr_1', { commandId: 'core.pick', values }]]);
    say(offering(model, { picked: { 'core.model': 'small' } }));
    await act(async () => answers[0]?.resolve());
    expect(button().textContent).toBe('Small');
  });

  it('[K2] takes back what the server refuses, and says why', async () => {
    const { answers, user } = setUp();
    await user.click(button());
    await user.click(await screen.findByRole('menuitemradio', { name: 'Small' }));
    const error = { code: 'validation.value', message: 'This cannot be picked.', retryable: false };
    answers[0]?.reject(new InstarError(error));
    await waitFor(() => expect(button().textContent).toBe('Large'));
    expect(toasts.get()[0]?.text).toBe('This cannot be picked.');
  });

  it('[U1] is words where nobody may pick, and not there when the server hides it', () => {
    const { say } = setUp(offering({ ...model, settable: false }));
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByText('Large')).toBeTruthy();
    say(offering(model, { visibility: { modelPicker: false } }));
    expect(screen.queryByText('Large')).toBeNull();
    say({});
    expect(screen.queryByText('Large')).toBeNull();
  });
});

describe('on the page of a new thread', () => {
  it('a model is picked before the first message is sent', async () => {
    const rest = createFakeRest({ 'GET /me': me, 'POST /threads': thread({ id: 'thr_new' }) });
    const client = createFakeClient({ layers: saying(offering(model)) }, rest);
    draw(<NewThreadPage />, client);
    const user = userEvent.setup();
    await user.click(button());
    await user.click(await screen.findByRole('menuitemradio', { name: 'Small' }));
    expect(button().textContent).toBe('Small');
    expect(client.calls).toEqual([]);
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'Hi{Enter}');
    await waitFor(() =>
      expect(client.calls.map(([verb, threadId]) => [verb, threadId])).toEqual([
        ['invokeCommand', 'thr_new'],
        ['submit', 'thr_new'],
      ]),
    );
    expect(picks.get()).toEqual({});
  });

  it('tools are switched off before it', async () => {
    const rest = createFakeRest({ 'GET /me': me, 'POST /threads': thread({ id: 'thr_new' }) });
    const toggles = { 'core.tools': { on: true, settable: true, label: 'Tools' } };
    const client = createFakeClient({ layers: saying({ toggles }) }, rest);
    draw(<NewThreadPage />, client);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Options' }));
    await user.click(await screen.findByRole('switch', { name: 'Tools' }));
    await waitFor(() =>
      expect(screen.getByRole('switch', { name: 'Tools' })).toHaveProperty('checked', false),
    );
    expect(client.calls).toEqual([]);
    await user.keyboard('{Escape}');
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'Hi{Enter}');
    const values = { toggle: 'core.tools', on: false };
    await waitFor(() =>
      expect(client.calls[0]).toEqual([
        'invokeCommand',
        'thr_new',
        { commandId: 'core.toggle', values },
      ]),
    );
  });
});
