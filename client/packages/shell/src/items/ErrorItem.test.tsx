import type { ErrorPayload, Item } from '@instar/protocol';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drawInThread } from '../testing/draw.tsx';
import { answer, at, START, saying } from '../testing/fixtures.ts';
import { ItemView } from './ItemView.tsx';

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const refused = (fields: Partial<ErrorPayload> = {}): ErrorPayload => ({
  code: 'model.rate_limited',
  message: 'Too many requests.',
  retryable: true,
  ...fields,
});

function show(error: ErrorPayload, { last = true, writable = true, title = '' } = {}) {
  const content: Item['content'] = [{ type: 'error', error, title }];
  const item = answer('', { type: 'error', content, createdAt: at(0) });
  return drawInThread(<ItemView item={item} state={{ last, continuable: last }} />, { writable });
}

const button = (name: string) => screen.getByRole('button', { name });
const buttons = () => screen.queryAllByRole('button').map((each) => each.textContent);

describe('[T4] an error', () => {
  it('says what happened, by which name', () => {
    show(refused());
    const card = screen.getByRole('article', { name: 'The model service is busy' });
    expect(card.textContent).toContain('Too many requests. model.rate_limited');
  });

  it('has the title that its author gave it', () => {
    show(refused(), { title: 'No weather today' });
    expect(screen.getByRole('article', { name: 'No weather today' })).toBeTruthy();
  });

  it.each([
    ['model.unauthenticated', 'The key was refused'],
    ['model.overloaded', 'The model service is busy'],
    ['model.cut', 'The answer broke off'],
    ['model.filtered', 'The answer was withheld'],
    ['model.length', 'The answer was cut'],
    ['model.of_tomorrow', 'The answer failed'],
    ['internal.handler', 'The answer failed'],
    ['constructor', 'The answer failed'],
  ])('has a name for %s', (code, title) => {
    show(refused({ code }));
    expect(screen.getByRole('heading', { name: title })).toBeTruthy();
    expect(screen.getByText(/Too many requests/)).toBeTruthy();
  });

  it('can be tried again or continued at once', () => {
    const { client } = show(refused());
    fireEvent.click(button('Retry'));
    fireEvent.click(button('Continue'));
    expect(client.calls).toEqual([
      ['retry', 'thr_1'],
      ['continueTurn', 'thr_1'],
    ]);
  });

  it('says what to do where trying again can not help', () => {
    show(refused({ code: 'model.unauthenticated', retryable: false }));
    expect(buttons()).not.toContain('Retry');
    expect(screen.getByText(/Ask an admin/)).toBeTruthy();
  });

  it('is not tried again by a reader, nor from the middle of a thread', () => {
    show(refused(), { writable: false });
    expect(buttons()).not.toContain('Retry');
    cleanup();
    show(refused(), { last: false });
    expect(buttons()).not.toContain('Retry');
  });

  it('can be answered by another model, whether or not trying again helps', () => {
    const { client } = show(refused({ code: 'model.not_found', retryable: false }));
    const options = ['large', 'small'].map((value) => ({ value, label: value }));
    const picker = { value: 'large', settable: true, options };
    act(() => client.update({ layers: saying({ pickers: { 'core.model': picker } }) }));
    expect(buttons()).toContain('Another model');
  });
});

describe('[M1] retryAfter', () => {
  it('is counted down by the clock of the server, and then the answer can be tried again', () => {
    const { client } = show(refused({ retryAfter: 12 }));
    const retry = button('Retry in 12 s');
    fireEvent.click(retry);
    fireEvent.click(button('Continue'));
    expect(client.calls).toEqual([]);
    act(() => vi.advanceTimersByTime(2_000));
    expect(retry.textContent).toBe('Retry in 10 s');
    act(() => client.update({ clockOffset: 4_000 }));
    expect(retry.textContent).toBe('Retry in 6 s');
    act(() => vi.advanceTimersByTime(6_000));
    expect(retry.textContent).toBe('Retry');
    expect(vi.getTimerCount()).toBe(0);
    fireEvent.click(retry);
    expect(client.calls).toEqual([['retry', 'thr_1']]);
  });

  it('that is over when it is drawn keeps nobody waiting', () => {
    vi.setSystemTime(START + 60_000);
    show(refused({ retryAfter: 12 }));
    expect(button('Retry').getAttribute('aria-disabled')).toBe('false');
  });
});
