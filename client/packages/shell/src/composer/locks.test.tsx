import type { Interface } from '@instar/protocol';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PendingMessage } from '../conversation/PendingMessage.tsx';
import { Announcer } from '../page/Announcer.tsx';
import { Toasts } from '../page/Toasts.tsx';
import { toasts } from '../page/toasts.ts';
import { draw } from '../testing/draw.tsx';
import { pending, saying } from '../testing/fixtures.ts';
import { Composer } from './Composer.tsx';
import { LockNote } from './LockNote.tsx';

beforeEach(() => {
  localStorage.clear();
  toasts.set([]);
});
afterEach(cleanup);

const field = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Message' });
const locked = { locks: { composer: { reason: 'Vote first.' } } };
const file = new File(['notes'], 'notes.txt', { type: 'text/plain' });

function setUp({ threadId }: { readonly threadId?: string } = { threadId: 'thr_1' }) {
  const onSend = vi.fn<() => boolean>(() => true);
  const onEditLast = vi.fn<() => void>();
  const { client } = draw(
    <>
      <LockNote threadId={threadId} />
      <Composer threadId={threadId} onSend={onSend} onEditLast={onEditLast} />
      <Toasts />
      <Announcer />
    </>,
  );
  const say = (state: Interface) => act(() => client.update({ layers: saying(state) }));
  return { onSend, onEditLast, say, user: userEvent.setup() };
}

describe('[U6] a locked composer', () => {
  it('says why, keeps what was written and the focus, and sends nothing', async () => {
    const { onSend, say, user } = setUp();
    await user.type(field(), 'half a thought');
    say(locked);
    expect(screen.getByRole('note', { name: 'Locked' }).textContent).toBe('Vote first.');
    expect(document.activeElement).toBe(field());
    expect(field().value).toBe('half a thought');
    expect(field().readOnly).toBe(true);
    expect(field().getAttribute('aria-disabled')).toBe('true');
    await user.keyboard('x{Enter}');
    expect(field().value).toBe('half a thought');
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
    expect(onSend).not.toHaveBeenCalled();
  });

  it('tells screen readers when the lock comes, changes and goes', () => {
    const { say } = setUp();
    const status = screen.getByRole('status', { name: 'Announcements' });
    say(locked);
    expect(status.textContent).toBe('Locked. Vote first.');
    say({ locks: { composer: { reason: 'Almost.' } } });
    expect(status.textContent).toBe('Locked. Almost.');
    say({});
    expect(status.textContent).toBe('You can write again.');
  });

  it('can be written to again when the lock is gone', async () => {
    const { onSend, say, user } = setUp();
    say(locked);
    say({});
    await user.type(field(), 'now{Enter}');
    expect(onSend).toHaveBeenCalledOnce();
  });

  it('does not open the last message', async () => {
    const { onEditLast, say, user } = setUp();
    say(locked);
    await user.click(field());
    await user.keyboard('{ArrowUp}');
    expect(onEditLast).not.toHaveBeenCalled();
  });

  it('of a new thread is locked when no threads can be made', () => {
    const { say } = setUp({});
    say({ locks: { threads: { reason: 'Read only today.' } } });
    expect(screen.getByRole('note', { name: 'Locked' }).textContent).toBe('Read only today.');
    expect(field().readOnly).toBe(true);
  });

  it('of a thread is not locked when no threads can be made', () => {
    const { say } = setUp();
    say({ locks: { threads: { reason: 'Read only today.' } } });
    expect(field().readOnly).toBe(false);
  });
});

describe('[U6] files', () => {
  const off: [string, Interface, string][] = [
    ['by a lock', { locks: { uploads: { reason: 'The disk is full.' } } }, 'The disk is full.'],
    ['by a switch', { toggles: { uploads: { on: false } } }, 'Files are switched off here.'],
    ['with the composer', locked, 'Vote first.'],
  ];
  it.each(off)('that are off %s can not be chosen, dropped or pasted', async (_, state, reason) => {
    const { say, user } = setUp();
    say(state);
    const attach = screen.getByRole('button', { name: 'Attach files' });
    expect(attach.getAttribute('aria-disabled')).toBe('true');
    expect(attach.getAttribute('aria-description')).toBe(reason);
    const choose = vi.spyOn(HTMLInputElement.prototype, 'click');
    await user.click(attach);
    expect(choose).not.toHaveBeenCalled();
    choose.mockRestore();
    fireEvent.paste(field(), { clipboardData: { files: [file] } });
    expect(toasts.get().map(({ text }) => text)).toEqual([reason]);
    fireEvent.drop(document, { dataTransfer: { files: [file], types: ['Files'] } });
    expect(toasts.get()).toHaveLength(2);
    expect(screen.queryByText('notes.txt')).toBeNull();
  });

  it('whose area is hidden have no button, and are refused where they are dropped', () => {
    const { say } = setUp();
    say({ visibility: { uploads: false } });
    expect(screen.queryByRole('button', { name: 'Attach files' })).toBeNull();
    fireEvent.drop(document, { dataTransfer: { files: [file], types: ['Files'] } });
    expect(toasts.get()[0]?.text).toBe('Files are switched off here.');
  });

  it('that were added before hold the message back, and say why', async () => {
    const { onSend, say, user } = setUp();
    fireEvent.paste(field(), { clipboardData: { files: [file] } });
    await screen.findByText('5 bytes');
    say({ locks: { uploads: { reason: 'The disk is full.' } } });
    expect(screen.getByRole('alert').textContent).toBe('The disk is full.');
    await user.click(screen.getByRole('button', { name: 'Remove notes.txt' }));
    await user.type(field(), 'without{Enter}');
    expect(onSend).toHaveBeenCalledOnce();
  });
});

describe('[U6] a message that a lock has refused', () => {
  it('says why, and can be sent again when the lock is gone', async () => {
    const error = { code: 'locked.composer', message: 'Vote first.', retryable: false };
    const { client } = draw(<PendingMessage submit={pending('Hi', { state: 'failed', error })} />);
    act(() => client.update({ layers: saying(locked) }));
    const again = screen.getByRole('button', { name: 'Send again' });
    expect(screen.getByRole('alert').textContent).toContain('Vote first.');
    expect(again).toHaveProperty('disabled', true);
    act(() => client.update({ layers: saying({}) }));
    await userEvent.click(again);
    expect(client.calls).toEqual([['resubmit', 'msg_pending']]);
  });
});
