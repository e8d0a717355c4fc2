import { InstarError } from '@instar/core';
import type { Toggle } from '@instar/protocol';
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toasts } from '../page/toasts.ts';
import { draw } from '../testing/draw.tsx';
import { createFakeClient } from '../testing/fakeClient.ts';
import { saying } from '../testing/fixtures.ts';
import { Options } from './Options.tsx';

beforeEach(() => toasts.set([]));
afterEach(cleanup);

const quiet = (on: boolean): Record<string, Toggle> => ({
  'demo.quiet': { on, label: 'Quiet', help: 'No sounds.', settable: true },
  uploads: { on: true, label: 'Files' },
});

function setUp() {
  const client = createFakeClient({ layers: saying({ toggles: quiet(false) }) });
  const answers: { resolve(): void; reject(error: Error): void }[] = [];
  client.invokeCommand = (...given) => {
    client.calls.push(['invokeCommand', ...given]);
    return new Promise((resolve, reject) => answers.push({ resolve, reject }));
  };
  draw(<Options threadId="thr_1" onAttach={() => undefined} />, client);
  return { client, answers, user: userEvent.setup() };
}

async function opened() {
  const world = setUp();
  await world.user.click(screen.getByRole('button', { name: 'Options' }));
  return { ...world, quiet: await screen.findByRole('switch', { name: 'Quiet' }) };
}

const isOn = (element: HTMLElement) => (element as HTMLInputElement).checked;

describe('the options', () => {
  it('are there when a person may move a switch, and hold no other', async () => {
    const { client } = await opened();
    expect(screen.getAllByRole('switch')).toHaveLength(1);
    expect(screen.getByText('No sounds.')).toBeTruthy();
    act(() => client.update({ layers: saying({ toggles: { uploads: { on: true } } }) }));
    expect(screen.queryByRole('button', { name: 'Options' })).toBeNull();
  });

  it('[K2] show a switch as it was moved, and then as the server says', async () => {
    const { client, answers, quiet: element, user } = await opened();
    await user.click(element);
    expect(isOn(element)).toBe(true);
    expect(client.calls).toEqual([
      [
        'invokeCommand',
        'thr_1',
        { commandId: 'core.toggle', values: { toggle: 'demo.quiet', on: true } },
      ],
    ]);
    act(() => client.update({ layers: saying({ toggles: quiet(true) }) }));
    await act(async () => answers[0]?.resolve());
    expect(isOn(element)).toBe(true);
    act(() => client.update({ layers: saying({ toggles: quiet(false) }) }));
    expect(isOn(element)).toBe(false);
  });

  it('[K2] take a switch back that the server did not move, and say why', async () => {
    const { answers, quiet: element, user } = await opened();
    await user.click(element);
    const error = {
      code: 'not_found.toggle',
      message: 'There is no such toggle.',
      retryable: false,
    };
    answers[0]?.reject(new InstarError(error));
    await waitFor(() => expect(isOn(element)).toBe(false));
    expect(toasts.get()[0]?.text).toBe('There is no such toggle.');
  });

  it('hold the pickers but that of the model, as words where nobody may pick', async () => {
    const { client, user } = await opened();
    const options = ['Dry', 'Warm'].map((label) => ({ value: label, label }));
    const picker = { value: 'Dry', label: 'Tone', options };
    const pickers = {
      'core.model': { ...picker, label: 'Model', settable: true },
      'demo.region': { ...picker, label: 'Region' },
      'demo.tone': { ...picker, settable: true },
    };
    act(() => client.update({ layers: saying({ toggles: quiet(false), pickers }) }));
    expect(screen.queryByText('Model')).toBeNull();
    expect(screen.getByTitle('Region: Dry')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Tone: Dry' }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'Warm' }));
    const values = { picker: 'demo.tone', value: 'Warm' };
    expect(client.calls).toEqual([['invokeCommand', 'thr_1', { commandId: 'core.pick', values }]]);
  });
});
