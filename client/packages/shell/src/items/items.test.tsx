import { InstarError } from '@instar/core';
import type { Item } from '@instar/protocol';
import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { toasts } from '../page/toasts.ts';
import { drawInThread } from '../testing/draw.tsx';
import { answer, attachment, question } from '../testing/fixtures.ts';
import { AskView } from './AskView.tsx';
import { ItemView } from './ItemView.tsx';
import { countInWords } from './names.ts';

afterEach(cleanup);

type Part = Item['content'][number];

const item = (type: string, part: Part, fields: Partial<Item> = {}): Item =>
  answer('', { type, content: [part], ...fields });

const show = (shown: Item, state = { last: false }) =>
  drawInThread(<ItemView item={shown} state={state} />);

const byAda = { author: question('').author };

describe('what people did', () => {
  const command: Part = {
    type: 'command',
    commandId: 'acme.remind',
    title: 'Remind me',
    values: { day: '2026-12-01', loudly: true },
  };

  it('a command is a line with its title and its values', () => {
    const { container } = show(item('command', command, byAda));
    expect(container.textContent).toBe('You ran Remind meday2026-12-01loudlyYes');
  });

  it('a control of a widget is a line with what it said', () => {
    const part: Part = { type: 'action', itemId: 'itm_1', actionId: 'a', label: 'Approve' };
    const bob = { author: { type: 'user', id: 'usr_bob', name: 'Bob' } as const };
    expect(show(item('action', part, bob)).container.textContent).toBe('Bob chose Approve');
  });
});

const steps = (last: 'running' | 'done' | 'failed'): Part => ({
  type: 'workflow',
  tasks: [
    { title: 'One', status: 'done' },
    { title: 'Two', status: last },
  ],
  summary: 'Compared two shells',
  reasoning: true,
});

describe('work', () => {
  it('shows a step with its progress', () => {
    const task = { title: 'Read 40 files', status: 'running', progress: 0.5 } as const;
    show(item('task', { type: 'task', task }));
    expect(screen.getByRole('progressbar', { name: 'Read 40 files' })).toHaveProperty('value', 0.5);
    expect(screen.getByText('Running:')).toBeTruthy();
  });

  it('is open while it goes on, and its summary afterwards', () => {
    const { container } = show(item('workflow', steps('running'), { status: 'in_progress' }));
    const group = container.querySelector('details');
    expect(group?.open).toBe(true);
    expect(screen.getByText('Thinking…')).toBeTruthy();
    expect(screen.getByText('1 of 2')).toBeTruthy();
    cleanup();
    const done = show(item('workflow', steps('done'))).container.querySelector('details');
    expect(done?.open).toBe(false);
    expect(screen.getByText('Compared two shells')).toBeTruthy();
  });

  it('says when it failed', () => {
    const { container } = show(item('workflow', steps('failed')));
    expect(container.querySelector('summary')?.textContent).toContain('Failed: ');
  });
});

describe('a picture', () => {
  const part: Part = { type: 'image', attachmentId: 'att_1', alt: 'A wing' };

  it('is shown as its preview and leads to the whole', () => {
    show(item('image', part, { attachments: [attachment()] }));
    const image = screen.getByRole('img', { name: 'A wing' });
    expect(image.getAttribute('src')).toBe('/api/v1/attachments/att_1/preview');
    expect(image.closest('a')?.getAttribute('href')).toBe('/api/v1/attachments/att_1/content');
  });

  it('is a name when it can not be loaded', () => {
    show(item('image', part));
    act(() => void screen.getByRole('img').dispatchEvent(new Event('error')));
    expect(screen.queryByRole('img')).toBeNull();
    expect(screen.getByText('A wing')).toBeTruthy();
  });
});

const ask = (fields: object = {}): Extract<Part, { type: 'ask' }> => ({
  type: 'ask',
  question: 'Which day?',
  choices: [
    { id: 'ok', label: 'Book it', style: 'primary' },
    { id: 'cancel', label: 'Not now' },
  ],
  fields: [{ type: 'Input', name: 'day', label: 'Day', required: true }],
  status: 'open',
  ...fields,
});

describe('a question', () => {
  it('is answered with a choice and its fields, or cancelled without them', async () => {
    const onAnswer = vi.fn<(choice: string, values: object) => void>();
    const shown = item('structured_input', ask());
    drawInThread(<AskView item={shown} part={ask()} onAnswer={onAnswer} />);
    await userEvent.type(await screen.findByRole('textbox', { name: /Day/ }), 'Friday');
    await userEvent.click(screen.getByRole('button', { name: 'Book it' }));
    await userEvent.click(screen.getByRole('button', { name: 'Not now' }));
    expect(onAnswer.mock.calls).toEqual([
      ['ok', { day: 'Friday' }],
      ['cancel', {}],
    ]);
  });

  it('is read as Markdown', async () => {
    show(item('structured_input', ask({ question: 'May it use **mail**?' })));
    expect((await screen.findByText('mail')).tagName).toBe('STRONG');
  });

  it('shows what was answered, and by whom', () => {
    const at = '2026-03-02T09:00:00.000Z';
    const given = { choice: 'ok', at, values: { day: 'Friday' }, userId: 'usr_1', userName: 'Ada' };
    show(item('structured_input', ask({ status: 'answered', answer: given })));
    expect(screen.getByText(/Ada chose/).textContent).toBe('Ada chose Book it');
    expect(screen.getByText('Day').nextSibling?.textContent).toBe('Friday');
    expect(screen.queryByRole('button')).toBeNull();
  });

  it.each([
    ['expired', 'Nobody answered in time.'],
    ['cancelled', 'It was taken back.'],
  ])('says that it is %s', (status, words) => {
    show(item('structured_input', ask({ status })));
    expect(screen.getByText(words)).toBeTruthy();
  });
});

const compact = () => document.querySelector('.message-compact');

describe('an answer', () => {
  it('[U8] is drawn as the server chooses, while it is shown', async () => {
    const { client } = show(answer('**Bold** words'));
    expect((await screen.findByText('Bold')).tagName).toBe('STRONG');
    const choose = (id: string) => {
      const layers = { global: { rev: 1, state: { renderers: { assistant_message: id } } } };
      act(() => client.update({ layers }));
    };
    choose('core.compact');
    expect(compact()?.textContent).toContain('Bold words');
    choose('core.nobody');
    expect(compact()).toBeNull();
    expect(await screen.findByText('Bold')).toBeTruthy();
  });
});

it('an item without its part is shown as data with the fault named', () => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  show(item('tool_call', { type: 'output_text', text: '42' }));
  const card = screen.getByRole('article', { name: 'Item of type tool_call' });
  expect(card.textContent).toContain('Its drawing broke: The item has no part of type tool_call.');
  expect(card.textContent).toContain('"text": "42"');
  quiet.mockRestore();
});

it('counts items by what people call them', () => {
  const call = answer('', { type: 'tool_call' });
  expect(countInWords([call, call])).toBe('2 tool calls');
  expect(countInWords([call, answer('')])).toBe('2 items');
  expect(countInWords([answer('', { type: 'widget.card' })])).toBe('1 widget');
});

const ariaDisabled = (name: string) =>
  screen.getByRole('button', { name }).getAttribute('aria-disabled');

const refused = (code: string) =>
  new InstarError({ code, message: 'No such choice.', retryable: false });

describe('an open question in a thread', () => {
  const open = item('structured_input', ask({ fields: [] }));

  it('[A1] is answered by a writer, though nothing else can be written', async () => {
    const { client } = drawInThread(<ItemView item={open} state={{ last: true }} />, {
      writable: false,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Book it' }));
    const said = { itemId: open.id, actionId: 'ok', values: {} };
    expect(client.calls).toEqual([['act', 'thr_1', said]]);
    expect(ariaDisabled('Book it')).toBe('true');
  });

  it('is not answered by a reader', () => {
    drawInThread(<ItemView item={open} state={{ last: true }} />, { writer: false });
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByText('Waits for an answer.')).toBeTruthy();
  });

  it('[A2] says gently that somebody was faster', async () => {
    const { client } = drawInThread(<ItemView item={open} state={{ last: true }} />);
    client.act = () => Promise.reject(refused('conflict.answered'));
    await userEvent.click(await screen.findByRole('button', { name: 'Book it' }));
    expect(toasts.get().at(-1)).toMatchObject({ text: 'Somebody answered before you.' });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('[A3] says what was refused, and stays open', async () => {
    const { client } = drawInThread(<ItemView item={open} state={{ last: true }} />);
    client.act = () => Promise.reject(refused('validation.value'));
    await userEvent.click(await screen.findByRole('button', { name: 'Book it' }));
    expect((await screen.findByRole('alert')).textContent).toBe('No such choice.');
    expect(ariaDisabled('Book it')).toBe('false');
  });

  it('says how long it waits', async () => {
    const soon = new Date(Date.now() + 3_600_000 * 5).toISOString();
    const waiting = item('structured_input', ask({ fields: [], expiresAt: soon }));
    drawInThread(<ItemView item={waiting} state={{ last: true }} />);
    expect((await screen.findByRole('timer')).textContent).toBe('Waits 5 hours for an answer');
  });
});
