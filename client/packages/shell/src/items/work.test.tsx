import type { Item, ToolCallPart } from '@instar/protocol';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { drawInThread } from '../testing/draw.tsx';
import { answer } from '../testing/fixtures.ts';
import { ItemView } from './ItemView.tsx';

afterEach(cleanup);

const show = (item: Item) => drawInThread(<ItemView item={item} state={{ last: false }} />);

function showCall(fields: Partial<ToolCallPart>) {
  const part: ToolCallPart = {
    type: 'tool_call',
    name: 'search',
    arguments: {},
    status: 'done',
    ...fields,
  };
  const { container } = show(answer('', { type: 'tool_call', content: [part] }));
  const found = container.querySelector('details');
  if (!found) throw new Error('There is no card.');
  return { card: found, line: found.querySelector('summary')?.textContent };
}

describe('the call of a tool', () => {
  it('is a line with its source and how long it took, and the rest when it is asked for', () => {
    const { card, line } = showCall({
      source: 'papers',
      seconds: 0.84,
      arguments: { words: 'crab', limit: 5 },
      output: '3 found',
    });
    expect(card.open).toBe(false);
    expect(line).toBe('Done: searchpapers0.8 s');
    expect(screen.getByText('words').nextSibling?.textContent).toBe('crab');
    expect(screen.getByText('limit').nextSibling?.textContent).toBe('5');
    expect(screen.getByText('3 found')).toBeTruthy();
  });

  it.each([
    ['pending', '', 'Waiting: searchWaiting'],
    ['running', '', 'Running: search'],
    ['failed', 'Too slow.\nTrace', 'Failed: searchToo slow.Failed'],
    ['refused', 'Ada said no.', 'Refused: searchAda said no.Refused'],
    [
      'unknown',
      '',
      'Unknown: searchNobody knows whether this was done: it was stopped meanwhile.Unknown',
    ],
  ] as const)('[M5] says without being opened that it is %s', (status, output, words) => {
    expect(showCall({ status, output }).line).toBe(words);
  });

  it('shows the beginning of what is long, and all of it when it is asked for', async () => {
    const lines = Array.from({ length: 9 }, (_, number) => `line ${number}`);
    const { card } = showCall({ output: lines.join('\n') });
    expect(card.textContent).not.toContain('line 6');
    await userEvent.click(screen.getByRole('button', { name: 'Show all', hidden: true }));
    expect(card.textContent).toContain('line 8');
    const less = screen.getByRole('button', { name: 'Show less', hidden: true });
    expect(less.getAttribute('aria-expanded')).toBe('true');
  });

  it('shows JSON in several lines', () => {
    const { card } = showCall({ arguments: { where: { near: 'here' } }, output: '{"found":[1]}' });
    expect(card.textContent).toContain('{\n  "near": "here"\n}');
    expect(card.textContent).toContain('{\n  "found": [');
  });
});

const thoughts = (text: string, fields: Partial<Item> = {}) =>
  answer(text, { type: 'reasoning', ...fields });

describe('[M7] reasoning', () => {
  it('is folded while it grows, and reads as Markdown when it is opened', async () => {
    const { container } = show(thoughts('I *weigh* it', { status: 'in_progress' }));
    const line = screen.getByText('Thinking…');
    expect(container.textContent).toBe('Thinking…');
    const details = container.querySelector('details');
    if (details) details.open = true;
    fireEvent(details ?? line, new Event('toggle'));
    expect((await screen.findByText('weigh')).tagName).toBe('EM');
  });

  it.each([
    ['how long it took', { seconds: 4.4 }, 'Thought for 4 s'],
    ['a moment as a second', { seconds: 0.2 }, 'Thought for 1 s'],
    ['what it is, when nobody knows how long', {}, 'Reasoning'],
    ['what it is, when the time is no number', { seconds: 'long' }, 'Reasoning'],
  ])('says %s', (_, metadata, words) => {
    expect(show(thoughts('I weigh it', { metadata })).container.textContent).toBe(words);
  });

  it('has nothing to open when its service shows no words', () => {
    const { container } = show(thoughts('', { metadata: { seconds: 3 } }));
    expect(container.textContent).toBe('Thought for 3 s');
    expect(container.querySelector('details')).toBeNull();
  });
});
