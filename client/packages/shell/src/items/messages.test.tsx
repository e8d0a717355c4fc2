import type { Item } from '@instar/protocol';
import { cleanup, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PendingMessage } from '../conversation/PendingMessage.tsx';
import { typingWords } from '../conversation/Presence.tsx';
import { RowView } from '../conversation/RowView.tsx';
import { draw, drawInThread } from '../testing/draw.tsx';
import { refusal } from '../testing/fakeRest.ts';
import { answer, attachment, pending, question } from '../testing/fixtures.ts';
import { ItemView } from './ItemView.tsx';
import { MessageEditor } from './MessageEditor.tsx';

afterEach(cleanup);

const settled = { last: false };
const last = { last: true };

const rowOf = (item: Item) => ({
  row: { kind: 'item', key: item.id, item, state: settled } as const,
  onTurn: () => undefined,
});

describe('an answer', () => {
  it('can be continued or retried when it was stopped', async () => {
    const state = { last: true, ending: { status: 'cancelled' }, continuable: true };
    const { client } = drawInThread(
      <ItemView item={answer('Half', { status: 'incomplete' })} state={state} />,
    );
    expect(screen.getByText('Stopped')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(client.calls).toEqual([
      ['continueTurn', 'thr_1'],
      ['retry', 'thr_1'],
    ]);
  });

  it('can not be asked for again by a reader', () => {
    drawInThread(<ItemView item={answer('Whole')} state={last} />, { writable: false });
    expect(screen.queryByRole('button', { name: 'Answer again' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Copy answer' })).toBeTruthy();
  });

  it('takes a rating and takes it back', async () => {
    const item = answer('Whole');
    const path = 'POST /threads/thr_1/items/itm_answer/feedback';
    const { client } = drawInThread(<ItemView item={item} state={settled} />);
    client.rest.answers[path] = ({ rating }: { rating: 'up' | null }) => ({ ...item, rating });
    const good = screen.getByRole('button', { name: 'Good answer' });
    await userEvent.click(good);
    await waitFor(() => expect(good.getAttribute('aria-pressed')).toBe('true'));
    await userEvent.click(good);
    await waitFor(() => expect(good.getAttribute('aria-pressed')).toBe('false'));
    expect(client.rest.asked.map(({ body }) => body)).toEqual([{ rating: 'up' }, { rating: null }]);
  });

  it('shows no rating that the server refused', async () => {
    const { client } = drawInThread(<ItemView item={answer('Whole')} state={settled} />);
    client.rest.answers['POST /threads/thr_1/items/itm_answer/feedback'] = refusal(403, 'x', 'No.');
    const bad = screen.getByRole('button', { name: 'Bad answer' });
    await userEvent.click(bad);
    await waitFor(() => expect(bad.getAttribute('aria-pressed')).toBe('false'));
  });
});

describe('a message', () => {
  it('has a name only when somebody else wrote it', () => {
    const bob = { type: 'user', id: 'usr_bob', name: 'Bob' } as const;
    drawInThread(<ItemView item={question('Hi', { author: bob })} state={settled} />);
    expect(screen.getByRole('article').getAttribute('aria-label')).toMatch(/^Bob, /);
    expect(screen.queryByRole('button', { name: 'Edit message' })).toBeNull();
    cleanup();
    drawInThread(<ItemView item={question('Hi')} state={settled} />);
    expect(screen.getByRole('article').getAttribute('aria-label')).toMatch(/^You, /);
    expect(screen.getByRole('button', { name: 'Edit message' })).toBeTruthy();
  });

  it('shows its files, a picture where there is one', () => {
    const files = [attachment(), attachment({ id: 'att_2', name: 'a.csv', preview: false })];
    drawInThread(<ItemView item={question('Look', { attachments: files })} state={settled} />);
    expect(screen.getByRole('img', { name: 'wing.png' }).getAttribute('src')).toBe(
      '/api/v1/attachments/att_1/preview',
    );
    expect(screen.getByText('a.csv')).toBeTruthy();
  });

  it('can be taken back while it waits for its turn', async () => {
    const { client } = drawInThread(
      <ItemView item={question('Later')} state={{ last: false, queued: 'trn_2' }} />,
    );
    expect(screen.getByText('Queued')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(client.calls).toEqual([['cancel', 'thr_1', 'trn_2']]);
  });

  it('is replaced when it is edited, and interrupts an open turn', async () => {
    const { client } = drawInThread(<MessageEditor item={question('Hi')} />, { openTurn: 'trn_1' });
    await userEvent.type(screen.getByRole('textbox', { name: 'Edit message' }), ' there{Enter}');
    expect(client.calls).toEqual([
      [
        'submit',
        'thr_1',
        { text: 'Hi there', attachments: [], policy: 'interrupt', replaces: 'itm_question' },
      ],
    ]);
  });

  it('can be sent again or discarded when it was refused', async () => {
    const error = { code: 'locked.thread', message: 'The thread is locked.', retryable: false };
    const { client } = draw(<PendingMessage submit={pending('Hi', { state: 'failed', error })} />);
    expect(screen.getByRole('alert').textContent).toContain('The thread is locked.');
    await userEvent.click(screen.getByRole('button', { name: 'Send again' }));
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(client.calls).toEqual([
      ['resubmit', 'msg_pending'],
      ['discard', 'msg_pending'],
    ]);
  });
});

describe('an item of an unknown type', () => {
  it('is shown as readable data', () => {
    const item = answer('42', { type: 'widget' });
    drawInThread(<ItemView item={item} state={settled} />);
    const card = screen.getByRole('article', { name: 'Item of type widget' });
    expect(card.textContent).toContain('"text": "42"');
  });
});

describe('an item that can not be drawn', () => {
  it('is shown as data, and what stands beside it is drawn', () => {
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const broken = answer('42', { id: 'itm_broken', createdAt: 'no time' });
    drawInThread(
      <>
        <RowView {...rowOf(broken)} />
        <RowView {...rowOf(question('Hi'))} />
      </>,
    );
    expect(screen.getByRole('article', { name: 'Item of type assistant_message' })).toBeTruthy();
    expect(screen.getByText('Hi')).toBeTruthy();
    quiet.mockRestore();
  });
});

describe('who is typing', () => {
  it('is said in words', () => {
    expect(typingWords([])).toBe('');
    expect(typingWords(['Ada'])).toBe('Ada is typing…');
    expect(typingWords(['Ada', 'Bob'])).toBe('Ada and Bob are typing…');
    expect(typingWords(['Ada', 'Bob', 'Cy'])).toBe('Several people are typing…');
  });
});
