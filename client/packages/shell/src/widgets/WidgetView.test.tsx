import { InstarError } from '@instar/core';
import type { ErrorPayload, widgets } from '@instar/protocol';
import { act, cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer } from '../testing/fixtures.ts';
import { WidgetView } from './WidgetView.tsx';

// React writes to the console what a boundary has caught.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

let items = 0;

/** A widget, and a server that answers when it is told to. */
function setUp(root: unknown, mayAct = true) {
  const used: unknown[] = [];
  let settle: ((error?: Partial<ErrorPayload>) => void) | undefined;
  const onAction = (...given: unknown[]) => {
    used.push(given);
    return new Promise<void>((resolve, reject) => {
      settle = (error) => {
        const payload = { code: 'validation.value', message: 'No.', retryable: false, ...error };
        return error ? reject(new InstarError(payload)) : resolve();
      };
    });
  };
  const item = answer('', { id: `itm_${items++}` });
  const view = (shown: unknown) => (
    <WidgetView item={item} root={shown} onAction={mayAct ? onAction : undefined} />
  );
  const { rerender } = render(view(root));
  return {
    used,
    user: userEvent.setup(),
    settle: (error?: Partial<ErrorPayload>) => act(async () => settle?.(error)),
    draw: (shown: unknown) => rerender(view(shown)),
  };
}

const card = (...children: unknown[]) => ({ type: 'Card', children });
const button = (name: string) => screen.getByRole('button', { name });

const booking: widgets.Card = {
  type: 'Card',
  children: [
    {
      type: 'Form',
      onSubmitAction: 'book',
      children: [
        { type: 'Label', fieldName: 'who', value: 'Name' },
        { type: 'Input', name: 'who', required: true },
        { type: 'Checkbox', name: 'soup', label: 'Soup', onChangeAction: 'soup' },
        { type: 'Button', label: 'Check', onClickAction: 'check' },
        { type: 'Button', label: 'Book it', submit: true },
      ],
    },
    { type: 'Button', label: 'Help', onClickAction: 'help' },
  ],
};

describe('[W2] what a control brings', () => {
  it('a form brings its values, by Enter or by its button', async () => {
    const { used, user, settle } = setUp(booking);
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Ada{Enter}');
    expect(used).toEqual([['book', { who: 'Ada', soup: false }]]);
    await settle();
    await user.click(button('Book it'));
    expect(used).toHaveLength(2);
  });

  it('a button in a form brings them too, one outside brings none', async () => {
    const { used, user, settle } = setUp(booking);
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Ada');
    await user.click(button('Check'));
    await settle();
    await user.click(button('Help'));
    expect(used).toEqual([
      ['check', { who: 'Ada', soup: false }],
      ['help', {}],
    ]);
  });

  it('a field that acts brings its own value, whatever the others hold', async () => {
    const { used, user } = setUp(booking);
    await user.click(screen.getByRole('checkbox', { name: 'Soup' }));
    expect(used).toEqual([['soup', { soup: true }]]);
  });

  it('a card that is a form brings its values when it is confirmed, none when it is not', async () => {
    const { used, user, settle } = setUp({
      ...card({ type: 'Input', name: 'who', label: 'Name', defaultValue: 'Ada' }),
      asForm: true,
      confirm: { label: 'Save', action: 'save' },
      cancel: { label: 'Discard', action: 'discard' },
    });
    await user.click(button('Save'));
    await settle();
    await user.click(button('Discard'));
    expect(used).toEqual([
      ['save', { who: 'Ada' }],
      ['discard', {}],
    ]);
  });

  it('a line of a list is pressed anywhere, and what is in it still on its own', async () => {
    const line = {
      type: 'ListViewItem',
      onClickAction: 'open',
      children: [
        { type: 'Text', value: 'Aula' },
        { type: 'Button', label: 'Details', onClickAction: 'details' },
      ],
    };
    const { used, user, settle } = setUp({ type: 'ListView', children: [line] });
    await user.click(button('Aula, Details'));
    await settle();
    await user.click(button('Details'));
    expect(used).toEqual([
      ['open', {}],
      ['details', {}],
    ]);
  });
});

describe('an action', () => {
  it('is one at a time, and its button shows that it is under way', async () => {
    const { used, user, settle } = setUp(booking);
    await user.click(button('Help'));
    expect(button('Help').querySelector('.spinner')).not.toBeNull();
    await user.click(button('Help'));
    await user.click(screen.getByRole('checkbox', { name: 'Soup' }));
    expect(used).toEqual([['help', {}]]);
    await settle();
    expect(button('Help').querySelector('.spinner')).toBeNull();
  });

  it('that is refused says so beside its control', async () => {
    const { user, settle } = setUp(booking);
    await user.click(button('Help'));
    await settle({ message: 'Nobody can help now.' });
    expect(screen.getByRole('alert').textContent).toBe('Nobody can help now.');
    expect(screen.getByRole('alert').previousElementSibling).toBe(button('Help'));
  });

  it('that is refused for a field says so there', async () => {
    const { user, settle } = setUp(booking);
    const name = screen.getByRole('textbox', { name: 'Name' });
    await user.type(name, 'Ada{Enter}');
    await settle({ message: 'This name is taken.', path: '/payload/values/who' });
    expect(name.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(name);
    expect(screen.getByText('This name is taken.')).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is not for who may only look', () => {
    setUp(booking, false);
    for (const control of screen.getAllByRole('button')) {
      expect(control).toHaveProperty('disabled', true);
    }
    expect(screen.getByRole('textbox')).toHaveProperty('disabled', true);
  });
});

describe('[W3] what this page does not know', () => {
  it('is shown as a placeholder, with the rest around it', () => {
    setUp(
      card(
        { type: 'Text', value: 'before' },
        { type: 'Hologram' },
        { type: 'Text', value: 'after' },
      ),
    );
    expect(screen.getByRole('article').textContent).toBe(
      'beforeThis page can not show “Hologram”.after',
    );
  });

  it.each([
    ['a property that is not what it should be', { type: 'Select', name: 'x', options: 7 }],
    ['a value that can not be drawn', { type: 'Text', value: { a: 1 } }],
    ['a name that every object has', { type: 'constructor' }],
    ['a table without sense', { type: 'Table', rows: 'none', columns: [{}] }],
    ['a form without sense', { type: 'Form', children: [{ type: 'Select', name: 'x' }] }],
  ])('%s spoils nothing around it', (_, node) => {
    setUp(card({ type: 'Text', value: 'before' }, node, { type: 'Text', value: 'after' }));
    expect(screen.getByText('before')).toBeDefined();
    expect(screen.getByText('after')).toBeDefined();
    expect(screen.getAllByRole('note').length).toBeGreaterThan(0);
  });

  it.each([
    [undefined],
    [null],
    ['text'],
    [{}],
    [[]],
    [{ type: 'Card' }],
    [{ type: 'Card', children: [null, 1, 'x'] }],
  ])('a root that is %j breaks nothing', (root) => {
    setUp(root);
    expect(screen.getByRole('article').textContent).toBe('');
  });

  it('is tried again when it has changed', () => {
    const { draw } = setUp(card({ type: 'Text', value: { a: 1 } }));
    expect(screen.getByRole('note')).toBeDefined();
    draw(card({ type: 'Text', value: 'whole' }));
    expect(screen.getByText('whole')).toBeDefined();
  });
});

it('that changes in one node keeps what a person has begun in the others', async () => {
  const form = {
    type: 'Form',
    children: [{ type: 'Input', name: 'who', label: 'Name' }],
  };
  const shown = (...first: unknown[]) =>
    structuredClone({ type: 'Card', children: [...first, form] });
  const { user, draw } = setUp(shown({ type: 'Text', key: 'state', value: 'One' }));
  const field = screen.getByRole('textbox', { name: 'Name' });
  await user.type(field, 'Ada');
  draw(shown({ type: 'Text', key: 'state', value: 'One and two', streaming: true }));
  expect(screen.getByText('One and two').getAttribute('aria-busy')).toBe('true');
  draw(shown({ type: 'Badge', key: 'state', label: 'Done' }));
  expect(screen.getByText('Done')).toBeDefined();
  expect(screen.getByRole('textbox', { name: 'Name' })).toBe(field);
  expect(field).toHaveProperty('value', 'Ada');
  expect(document.activeElement).toBe(field);
});

it('draws no picture of another host, and follows no address that does harm', () => {
  setUp(
    card(
      { type: 'Image', src: '/api/v1/attachments/att_1/content', alt: 'Ours' },
      { type: 'Image', src: 'https://example.org/a.png', alt: 'Theirs' },
      { type: 'Image', src: 'javascript:alert(1)', alt: 'Harm' },
    ),
  );
  expect(screen.getAllByRole('img').map((image) => image.getAttribute('alt'))).toEqual(['Ours']);
  expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['Theirs']);
});

it('shows the first lines of a list, and the others when asked', async () => {
  const children = ['a', 'b', 'c'].map((value) => ({
    type: 'ListViewItem',
    children: [{ type: 'Text', value }],
  }));
  const { user } = setUp({ type: 'ListView', limit: 2, children });
  expect(screen.getAllByRole('listitem')).toHaveLength(2);
  await user.click(button('Show 1 more'));
  expect(screen.getAllByRole('listitem')).toHaveLength(3);
});

it('gives the numbers of a chart as a table', async () => {
  setUp(
    card({
      type: 'Chart',
      label: 'Seats',
      data: [
        { day: 'mon', free: 3 },
        { day: 'tue', free: null },
      ],
      series: [{ type: 'bar', dataKey: 'free', label: 'Free' }],
      xAxis: { dataKey: 'day', labels: { mon: 'Monday' } },
    }),
  );
  const table = await screen.findByRole('table', { name: 'Seats' });
  const rows = within(table)
    .getAllByRole('row')
    .map((row) => [...row.children].map((cell) => cell.textContent));
  expect(rows).toEqual([
    ['day', 'Free'],
    ['Monday', '3'],
    ['tue', '–'],
  ]);
});
