import { textOf } from '@instar/core';
import type { Item } from '@instar/protocol';

/** What people call the items of a type: one, and several. */
const NOUNS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  action: ['action', 'actions'],
  assistant_message: ['answer', 'answers'],
  command: ['command', 'commands'],
  error: ['error', 'errors'],
  image: ['picture', 'pictures'],
  notice: ['notice', 'notices'],
  reasoning: ['thought', 'thoughts'],
  structured_input: ['question', 'questions'],
  task: ['task', 'tasks'],
  tool_call: ['tool call', 'tool calls'],
  user_message: ['message', 'messages'],
  widget: ['widget', 'widgets'],
  workflow: ['workflow', 'workflows'],
};

const ANY = ['item', 'items'] as const;

/** `3 tool calls`, or `3 items` when they are of several types. */
export function countInWords(items: readonly Item[]): string {
  const types = new Set(items.map(({ type }) => type.split('.')[0] ?? ''));
  const [one, many] = (types.size === 1 && NOUNS[[...types].join()]) || ANY;
  return `${items.length} ${items.length === 1 ? one : many}`;
}

/** What an item is, as the beginning of a line. */
export function nameOf({ type }: Item): string {
  const [noun] = NOUNS[type.split('.')[0] ?? ''] ?? ANY;
  return noun.charAt(0).toUpperCase() + noun.slice(1);
}

/** The first words of an item; empty when it has none. */
export function summaryOf(item: Item): string {
  const text = textOf(item) || item.content.map(titleOf).join(' ');
  return text.trim().split('\n')[0] ?? '';
}

function titleOf(part: Item['content'][number]): string {
  switch (part.type) {
    case 'tool_call':
      return part.name;
    case 'task':
      return part.task.title;
    case 'workflow':
      return part.summary ?? '';
    case 'error':
      return part.title || part.error.message;
    case 'image':
      return part.alt ?? '';
    default:
      return '';
  }
}

/** Who made an item, as the beginning of a sentence. */
export function authorOf({ author }: Item, userId?: string): string {
  if (author.type === 'assistant') return 'Instar';
  if (author.type === 'system') return 'The server';
  return author.id === userId ? 'You' : (author.name ?? 'Someone');
}
