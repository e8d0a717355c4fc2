import type { Item, Rule } from '@instar/protocol';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drawInThread } from '../testing/draw.tsx';
import { answer, at, question, START, view } from '../testing/fixtures.ts';
import { Conversation } from './Conversation.tsx';

const HIGH = 10_000;

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  // What is drawn depends on the height of the view, and here nothing has one.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(HIGH);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const seconds = (count: number) => at(count / 60);

const notice = (id: string, fields: Partial<Item> = {}): Item =>
  answer(id, { id, type: 'notice', createdAt: seconds(0), ...fields });

const call = (id: string): Item =>
  answer('', {
    id,
    type: 'tool_call',
    content: [{ type: 'tool_call', name: id, arguments: {}, status: 'done' }],
  });

function setUp(items: Item[], rules: Record<string, Rule> = {}, clockOffset = 0) {
  const numbered = items.map((item, index) => Object.assign({}, item, { position: index + 1 }));
  const shown = view({ items: numbered });
  const page = drawInThread(<Conversation view={shown} target={undefined} />);
  const say = (next: Record<string, Rule>) =>
    page.client.update({ layers: { global: { rev: 1, state: { rules: next } } }, clockOffset });
  act(() => say(rules));
  return { ...page, say };
}

const pass = (count: number) => act(() => vi.advanceTimersByTime(count * 1000));

describe('[U7] rules in a conversation', () => {
  it('hide an item when its time has come, by one timer (PoF-17)', () => {
    setUp([notice('Old news'), question('Kept')], {
      quiet: { effect: 'hide', match: { types: ['notice'] }, after: 30 },
    });
    pass(29);
    expect(screen.getByText('Old news')).toBeTruthy();
    expect(vi.getTimerCount()).toBe(1);
    pass(1);
    expect(screen.queryByText('Old news')).toBeNull();
    expect(screen.getByText('Kept')).toBeTruthy();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("go by the server's clock", () => {
    const rule: Rule = { effect: 'hide', match: { types: ['notice'] }, after: 30 };
    setUp([notice('Old news')], { quiet: rule }, 25_000);
    pass(4);
    expect(screen.getByText('Old news')).toBeTruthy();
    pass(1);
    expect(screen.queryByText('Old news')).toBeNull();
  });

  it('are not needed for an item that expires', () => {
    setUp([notice('Gone soon', { expiresAt: seconds(10) })]);
    pass(9);
    expect(screen.getByText('Gone soon')).toBeTruthy();
    pass(1);
    expect(screen.queryByText('Gone soon')).toBeNull();
  });

  it('set no timer when time changes nothing', () => {
    setUp([notice('News')], { quiet: { effect: 'condense' } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('condense an item to a line that opens', () => {
    setUp([notice('The pump was started.\nIt hums.')], { short: { effect: 'condense' } });
    const line = screen.getByRole('button', { name: 'Notice: The pump was started.' });
    expect(screen.queryByText(/It hums/)).toBeNull();
    expect(line.getAttribute('aria-expanded')).toBe('false');
    fireEvent.click(line);
    expect(screen.getByText(/It hums/)).toBeTruthy();
    expect(line.getAttribute('aria-expanded')).toBe('true');
    fireEvent.click(line);
    expect(screen.queryByText(/It hums/)).toBeNull();
  });

  it('group neighbours under one line', () => {
    setUp([call('read'), call('write'), question('Thanks')], {
      calls: { effect: 'group', match: { types: ['tool_call'] } },
    });
    const line = screen.getByRole('button', { name: '2 tool calls' });
    expect(screen.queryByText('read')).toBeNull();
    fireEvent.click(line);
    expect(screen.getByText('read')).toBeTruthy();
    expect(screen.getByText('write')).toBeTruthy();
  });

  it('can come and go while the thread is shown', () => {
    const { say } = setUp([notice('News')]);
    act(() => say({ quiet: { effect: 'hide', match: { types: ['notice'] } } }));
    expect(screen.queryByText('News')).toBeNull();
    act(() => say({}));
    expect(screen.getByText('News')).toBeTruthy();
  });
});
