import { applyRules, type ThreadView } from '@instar/core';
import type { Item, Rule } from '@instar/protocol';
import { describe, expect, it } from 'vitest';
import { answer, at, pending, question, thread, turn, view } from '../testing/fixtures.ts';
import { whyReadOnly } from './access.ts';
import { type Row, rowsOf as rowsFor, withoutReplaced } from './rows.ts';

/** The rows of a view under rules, with every fold open or closed. */
function rowsOf(shown: ThreadView, rules: Record<string, Rule> = {}, open = false) {
  const items = withoutReplaced(shown.items, shown.pending);
  return rowsFor(shown, applyRules(items, rules, Date.parse(at(0))).entries, () => open);
}

const kinds = (rows: readonly Row[]) => rows.map((row) => row.kind);
const states = (rows: readonly Row[]) =>
  rows.flatMap((row) => (row.kind === 'item' ? [row.state] : []));

describe('rows of a conversation', () => {
  it('separate days and lead to older items', () => {
    const items = [question('one'), answer('two', { createdAt: at(60 * 30) })];
    expect(kinds(rowsOf(view({ items, hasMore: true })))).toEqual([
      'older',
      'day',
      'item',
      'day',
      'item',
    ]);
  });

  it('show that an answer is on its way until it has an item', () => {
    const items = [question('one')];
    expect(kinds(rowsOf(view({ items, turns: [turn()] }))).at(-1)).toBe('thinking');
    const answered = [...items, answer('', { status: 'in_progress' })];
    expect(kinds(rowsOf(view({ items: answered, turns: [turn()] })))).not.toContain('thinking');
  });

  it('mark the message that waits for its turn', () => {
    const waiting = question('later', { id: 'itm_2', position: 3, turnId: 'trn_2' });
    const turns = [turn(), turn({ id: 'trn_2', status: 'queued' })];
    const [, second] = states(rowsOf(view({ items: [question('now'), waiting], turns })));
    expect(second).toEqual({ last: false, queued: 'trn_2' });
  });

  it.each(['cancelled', 'interrupted', 'failed'] as const)(
    'say that an answer was %s',
    (status) => {
      const items = [question('one'), answer('tw', { status: 'incomplete' })];
      const lastEnd = { turnId: 'trn_1', status, retryable: true };
      expect(states(rowsOf(view({ items, lastEnd }))).at(-1)).toEqual({
        last: true,
        ending: lastEnd,
        continuable: true,
      });
    },
  );

  it('[T4] leave it to an error to say why a turn failed', () => {
    const lastEnd = { turnId: 'trn_1', status: 'failed', retryable: true } as const;
    const half = answer('tw', { status: 'incomplete' });
    const error = answer('', { id: 'itm_error', type: 'error' });
    const rows = rowsOf(view({ items: [question('one'), half, error], lastEnd }));
    expect(kinds(rows)).toEqual(['day', 'item', 'item', 'item']);
    expect(states(rows).slice(1)).toEqual([{ last: false }, { last: true, continuable: true }]);
    const silent = rowsOf(view({ items: [question('one'), error], lastEnd }));
    expect(states(silent).at(-1)).toEqual({ last: true });
  });

  it.each(['failed', 'interrupted', 'cancelled'] as const)(
    '[M1] say that a turn %s, whatever was done on the way',
    (status) => {
      const lastEnd = { turnId: 'trn_1', status, retryable: true };
      const done = [question('one'), answer('Let me look.'), call('a', 1)];
      expect(rowsOf(view({ items: done, lastEnd })).at(-1)).toMatchObject({
        kind: 'ending',
        ending: { status },
      });
      const broken = [...done, answer('tw', { status: 'incomplete' })];
      expect(kinds(rowsOf(view({ items: broken, lastEnd })))).not.toContain('ending');
    },
  );

  it('show that an answer is on its way between what is done for it', () => {
    expect(working('in_progress')).not.toContain('thinking');
    expect(working('done').at(-1)).toBe('thinking');
  });

  it('let only the last answer be asked for again, and only when no turn is open', () => {
    const items = [question('one'), answer('two')];
    expect(states(rowsOf(view({ items }))).map((state) => state.last)).toEqual([false, true]);
    expect(states(rowsOf(view({ items, turns: [turn({ id: 'trn_9' })] }))).at(-1)?.last).toBe(
      false,
    );
  });

  it('show what was sent and not confirmed, in place of what it replaces', () => {
    const items = [question('one'), answer('two')];
    const again = pending('one, better', { replaces: 'itm_question' });
    expect(kinds(rowsOf(view({ items, pending: [again] })))).toEqual(['pending']);
    const refused = pending('one, better', { replaces: 'itm_question', state: 'failed' });
    expect(kinds(rowsOf(view({ items, pending: [refused] })))).toEqual([
      'day',
      'item',
      'item',
      'pending',
    ]);
  });
});

const call = (id: string, minutes: number) =>
  answer('', { id, type: 'tool_call', createdAt: at(minutes) });

const working = (status: Item['status']) => {
  const work = { ...call('a', 1), status };
  return kinds(rowsOf(view({ items: [question('one'), work], turns: [turn()] })));
};

describe('rows under rules', () => {
  const calls = [question('one'), call('a', 1), call('b', 2), answer('two')];

  it('have a line in the place of a group, and its items below when it is open', () => {
    const rules: Record<string, Rule> = {
      calls: { effect: 'group', match: { types: ['tool_call'] } },
    };
    expect(rowsOf(view({ items: calls }), rules).map(({ key }) => key.split(' ')[0])).toEqual([
      'day',
      'itm_question',
      'fold',
      'itm_answer',
    ]);
    const open = rowsOf(view({ items: calls }), rules, true).map(({ key }) => key);
    expect(open.slice(1)).toEqual(['itm_question', 'fold a', 'a', 'b', 'itm_answer']);
  });

  it('let the last answer that is shown be asked for again', () => {
    const items = [question('one'), answer('two'), call('a', 3)];
    const rules: Record<string, Rule> = {
      calls: { effect: 'hide', match: { types: ['tool_call'] } },
    };
    expect(states(rowsOf(view({ items }), rules)).at(-1)).toEqual({ last: true });
  });

  it('have no day on which everything is hidden, and do not think again for a hidden answer', () => {
    const items = [question('one'), answer('two', { createdAt: at(60 * 30) })];
    const rules: Record<string, Rule> = {
      answers: { effect: 'hide', match: { authors: ['assistant'] } },
    };
    expect(kinds(rowsOf(view({ items, turns: [turn()] }), rules))).toEqual(['day', 'item']);
  });
});

describe('why a thread can not be written to', () => {
  it('is said by its status or by the access to it', () => {
    expect(whyReadOnly(thread())).toBeUndefined();
    expect(whyReadOnly(thread({ status: { type: 'locked', reason: 'Audit' } }))).toBe('Audit');
    expect(whyReadOnly(thread({ status: { type: 'closed' } }))).toMatch(/closed/);
    expect(whyReadOnly(thread({ access: 'reader' }))).toMatch(/can read/);
  });
});
