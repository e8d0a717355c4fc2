import type { Item, Picker, Source } from '@instar/protocol';
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drawInThread } from '../testing/draw.tsx';
import { answer, saying } from '../testing/fixtures.ts';
import { ItemView } from './ItemView.tsx';

beforeAll(() => import('../page/MenuBody.tsx'));
afterEach(cleanup);

const show = (item: Item, last = false) => drawInThread(<ItemView item={item} state={{ last }} />);

const leaningOn = (sources: Source[]) =>
  answer('', { content: [{ type: 'output_text', text: 'So it is.', sources }] });

const madeBy = (model: unknown) => answer('So it is.', { metadata: { model } });

const links = () =>
  within(screen.getByRole('region', { name: 'Sources' }))
    .getAllByRole('link')
    .map((link) => link.getAttribute('href'));

describe('the sources of an answer', () => {
  it('are numbered links of the web, which tell nothing of where one comes from', () => {
    show(
      leaningOn([{ url: 'https://a.example/x', title: 'Crabs' }, { url: 'http://www.b.example' }]),
    );
    expect(links()).toEqual(['https://a.example/x', 'http://www.b.example/']);
    const first = screen.getByRole('link', { name: 'Crabs a.example' });
    expect(first.getAttribute('rel')).toBe('noopener noreferrer');
    expect(first.getAttribute('target')).toBe('_blank');
    expect(first.closest('ol')).not.toBeNull();
    expect(screen.getByRole('link', { name: 'b.example' })).toBeTruthy();
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'mailto:a@b.example', '//a.example', 'a'])(
    'are words where the address is %s',
    (url) => {
      show(leaningOn([{ url, title: 'Odd' }]));
      expect(screen.queryByRole('link')).toBeNull();
      expect(screen.getByText('Odd')).toBeTruthy();
    },
  );

  it('are the first three, and all when they are asked for', async () => {
    show(leaningOn([1, 2, 3, 4, 5].map((number) => ({ url: `https://a.example/${number}` }))));
    expect(links()).toHaveLength(3);
    await userEvent.click(screen.getByRole('button', { name: 'Show 2 more' }));
    expect(links()).toHaveLength(5);
  });
});

const USE = { id: 'large', inputTokens: 1234, outputTokens: 321, seconds: 4.23 };
const line = () => document.querySelector('.model-line')?.textContent;

describe('[M9] what is said of the model', () => {
  it('is its name, its tokens and its time', () => {
    show(madeBy(USE));
    expect(line()).toBe('large · 1,234 → 321 tokens · 4.2 s');
  });

  it('is its name as people can pick it', () => {
    const { client } = show(madeBy({ id: 'large' }));
    const picker = { value: 'large', options: [{ value: 'large', label: 'Large 2' }] };
    act(() => client.update({ layers: saying({ pickers: { 'core.model': picker } }) }));
    expect(line()).toBe('Large 2');
  });

  it('is that it did not see everything', () => {
    show(madeBy({ ...USE, leftOut: true }));
    expect(screen.getByText('Older messages left out')).toBeTruthy();
  });

  it('is not there where people are not to see it, but for what was left out', () => {
    const { client } = show(madeBy({ ...USE, leftOut: true }));
    act(() => client.update({ layers: saying({ visibility: { usage: false } }) }));
    expect(line()).toBe('Older messages left out');
    cleanup();
    const plain = show(madeBy(USE)).client;
    act(() => plain.update({ layers: saying({ visibility: { usage: false } }) }));
    expect(line()).toBeUndefined();
  });

  it('is that it declined', () => {
    show(madeBy({ ...USE, reason: 'refusal' }));
    expect(screen.getByText(/declined/)).toBeTruthy();
  });

  it.each([
    ['no object', 'large'],
    ['null', null],
    ['without a name', { inputTokens: 3 }],
    ['of another shape', { id: ['large'] }],
  ])('is nothing when it is %s', (_, model) => {
    show(madeBy(model));
    expect(line()).toBeUndefined();
    expect(screen.getByText('So it is.')).toBeTruthy();
  });

  it('leaves out what can not be read', () => {
    show(
      madeBy({ id: 'large', inputTokens: '9', seconds: -1, leftOut: {}, reason: 'constructor' }),
    );
    expect(line()).toBe('large');
  });
});

const model: Picker = {
  value: 'large',
  settable: true,
  options: [
    { value: 'large', label: 'Large' },
    { value: 'small', label: 'Small' },
    { value: 'old', label: 'Old', disabled: true },
  ],
};

const withPicker = (picker: Picker, last = true) => {
  const { client } = show(answer('So it is.'), last);
  act(() => client.update({ layers: saying({ pickers: { 'core.model': picker } }) }));
  return client;
};
const menu = () => screen.queryByRole('button', { name: 'Answer again with…' });

describe('answering again with another model', () => {
  it('picks it, and asks again when that is done', async () => {
    const client = withPicker(model);
    const answers: (() => void)[] = [];
    client.invokeCommand = (...given) => {
      client.calls.push(['invokeCommand', ...given]);
      return new Promise((resolve) => answers.push(resolve));
    };
    await userEvent.click(menu() as HTMLElement);
    const entries = await screen.findAllByRole('menuitem');
    expect(entries.map(({ textContent }) => textContent)).toEqual(['Small']);
    await userEvent.click(entries[0] as HTMLElement);
    const values = { picker: 'core.model', value: 'small' };
    const picked = ['invokeCommand', 'thr_1', { commandId: 'core.pick', values }];
    expect(client.calls).toEqual([picked]);
    answers[0]?.();
    await waitFor(() => expect(client.calls).toEqual([picked, ['retry', 'thr_1']]));
  });

  it('is offered at the end, where there is another model that one may pick', () => {
    withPicker(model, false);
    expect(menu()).toBeNull();
    cleanup();
    withPicker({ ...model, settable: false });
    expect(menu()).toBeNull();
    cleanup();
    withPicker({ ...model, options: model.options.slice(0, 1) });
    expect(menu()).toBeNull();
    cleanup();
    withPicker(model);
    expect(menu()).not.toBeNull();
  });
});
