import type { ErrorPayload, Field } from '@instar/protocol';
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { Form, type FormAction } from './Form.tsx';

const FIELDS: Field[] = [
  { type: 'Input', name: 'who', label: 'Name', required: true, help: 'As on the badge.' },
  { type: 'Input', name: 'seats', label: 'Seats', inputType: 'number', min: 1, step: 1 },
  {
    type: 'Select',
    name: 'room',
    label: 'Room',
    options: [
      { value: 'a', label: 'Aula', description: 'Holds 200' },
      { value: 'b', label: 'Barn' },
    ],
  },
  {
    type: 'RadioGroup',
    name: 'food',
    label: 'Food',
    options: [
      { value: 'none', label: 'None' },
      { value: 'soup', label: 'Soup' },
    ],
  },
  { type: 'Checkbox', name: 'terms', label: 'I agree', required: true },
  { type: 'Textarea', name: 'note', label: 'Note' },
  { type: 'DatePicker', name: 'day', label: 'Day' },
];
const SEND: FormAction = { id: 'send', label: 'Send', style: 'primary' };
const CANCEL: FormAction = { id: 'cancel', label: 'Cancel', bare: true };

let forms = 0;

function setUp(fields = FIELDS, actions = [SEND, CANCEL]) {
  const sent: unknown[] = [];
  const formKey = `form ${forms++}`;
  const form = (more: { busy?: boolean; error?: ErrorPayload } = {}) => (
    <Form
      formKey={formKey}
      fields={fields}
      actions={actions}
      onSubmit={(...given) => sent.push(given)}
      {...more}
    />
  );
  const { rerender } = render(form());
  return {
    sent,
    user: userEvent.setup(),
    form,
    draw: (...more: Parameters<typeof form>) => rerender(form(...more)),
  };
}

const field = (name: string) => screen.getByLabelText(name);

describe('a form', () => {
  it('is filled in and sent with the keyboard alone', async () => {
    const { sent, user } = setUp();
    await user.tab();
    await user.keyboard('Ada{Tab}12{Tab}');
    await user.selectOptions(field('Room'), 'Aula');
    await user.tab();
    await user.keyboard(' {ArrowDown}{Tab} {Tab}Two{Enter}lines{Tab}');
    screen.getByRole('button', { name: 'Send' }).focus();
    await user.keyboard('{Enter}');
    const values = { who: 'Ada', seats: 12, room: 'a', food: 'soup', terms: true };
    expect(sent).toEqual([['send', { ...values, note: 'Two\nlines' }]]);
  });

  it('says at each field what is wrong, and takes the person to the first', async () => {
    const { sent, user } = setUp();
    await user.type(field('Seats'), 'many{Enter}');
    expect(sent).toEqual([]);
    expect(document.activeElement).toBe(field('Name'));
    const described = field('Name').getAttribute('aria-describedby')?.split(' ') ?? [];
    const words = described.map((id) => document.querySelector(`[id="${id}"]`)?.textContent);
    expect(words).toEqual(['As on the badge.', 'Fill this in.']);
    expect(screen.getByText('Enter a number.')).toBeDefined();
    expect(screen.getByText('Check this to go on.')).toBeDefined();

    await user.type(field('Name'), 'A');
    expect(screen.queryByText('Fill this in.')).toBeNull();
    expect(screen.getByText('Enter a number.')).toBeDefined();
  });

  it('is left by an action without fields, whatever they hold', async () => {
    const { sent, user } = setUp();
    await user.type(field('Seats'), 'many');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(sent).toEqual([['cancel', {}]]);
  });

  it('sends nothing by Enter when no choice is the primary one', async () => {
    const actions: FormAction[] = [
      { id: 'keep', label: 'Keep' },
      { id: 'delete', label: 'Delete', style: 'danger' },
    ];
    const { sent, user } = setUp([{ type: 'Input', name: 'who', label: 'Name' }], actions);
    await user.type(field('Name'), 'Ada{Enter}');
    expect(sent).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(sent).toEqual([['delete', { who: 'Ada' }]]);
  });

  it('sends nothing twice while it is busy, and keeps the focus', async () => {
    const { sent, user, draw } = setUp([], [SEND]);
    const button = screen.getByRole('button', { name: 'Send' });
    await user.click(button);
    draw({ busy: true });
    await user.keyboard('{Enter}');
    expect(sent).toHaveLength(1);
    expect(document.activeElement).toBe(button);
  });

  it('[A3] shows what the server refused at the field it names', () => {
    const { draw } = setUp();
    const error = { code: 'validation.value', message: 'That name is taken.', retryable: false };
    draw({ error: { ...error, path: '/payload/values/who' } });
    expect(field('Name').getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(field('Name'));
    expect(screen.queryByRole('alert')).toBeNull();
    draw({ error: { ...error, message: 'This is locked.' } });
    expect(screen.getByRole('alert').textContent).toBe('This is locked.');
    expect(field('Name').getAttribute('aria-invalid')).toBe('false');
  });

  it('keeps what was typed while it is out of sight', async () => {
    const { user, form } = setUp();
    await user.type(field('Name'), 'Ada');
    cleanup();
    render(form());
    expect(screen.getByDisplayValue('Ada')).toBeDefined();
  });

  it('tells of the option that is chosen', async () => {
    const { user } = setUp();
    await user.selectOptions(field('Room'), 'Aula');
    expect(screen.getByText('Holds 200')).toBeDefined();
  });
});
