import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { draw } from '../testing/draw.tsx';
import { Composer } from './Composer.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const field = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Message' });

function setUp(fields: Partial<Parameters<typeof Composer>[0]> = {}) {
  const onSend = vi.fn<Parameters<typeof Composer>[0]['onSend']>(() => true);
  const { client } = draw(<Composer threadId="thr_1" onSend={onSend} {...fields} />);
  return { onSend, client, user: userEvent.setup() };
}

describe('the composer', () => {
  it('sends with Enter and is empty then', async () => {
    const { onSend, user } = setUp();
    await user.type(field(), '  hello  {Enter}');
    expect(onSend).toHaveBeenCalledExactlyOnceWith({ text: 'hello', attachments: [] });
    await waitFor(() => expect(field().value).toBe(''));
  });

  it('starts a new line with Shift+Enter', async () => {
    const { onSend, user } = setUp();
    await user.type(field(), 'one{Shift>}{Enter}{/Shift}two');
    expect(field().value).toBe('one\ntwo');
    expect(onSend).not.toHaveBeenCalled();
  });

  it('leaves Enter to an input method that is composing', async () => {
    const { onSend, user } = setUp();
    await user.type(field(), 'にほん');
    fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
    expect(onSend).not.toHaveBeenCalled();
  });

  it('sends nothing that is empty', async () => {
    const { onSend, user } = setUp();
    await user.type(field(), '   {Enter}');
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true);
  });

  it('keeps what was written when it could not be taken', async () => {
    const { user } = setUp({ onSend: () => Promise.resolve(false) });
    await user.type(field(), 'keep me{Enter}');
    expect(field().value).toBe('keep me');
  });

  it('remembers the draft of each thread', async () => {
    const { user } = setUp();
    await user.type(field(), 'half a thought');
    cleanup();
    setUp({ threadId: 'thr_2' });
    expect(field().value).toBe('');
    cleanup();
    setUp();
    expect(field().value).toBe('half a thought');
  });

  it('offers to stop while an answer is written, and to send what is written meanwhile', async () => {
    const onStop = vi.fn<() => void>();
    const { user } = setUp({ answering: true, onStop });
    expect(screen.queryByRole('button', { name: 'Send' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(onStop).toHaveBeenCalledOnce();
    await user.type(field(), 'next');
    expect(screen.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', false);
    expect(screen.getByText('Waits for the end of this answer')).toBeTruthy();
  });

  it('edits the last message with the arrow up, when nothing is written', async () => {
    const onEditLast = vi.fn<() => void>();
    const { user } = setUp({ onEditLast });
    await user.type(field(), 'x{ArrowUp}');
    expect(onEditLast).not.toHaveBeenCalled();
    await user.type(field(), '{Backspace}{ArrowUp}');
    expect(onEditLast).toHaveBeenCalledOnce();
  });

  it('says that a text is too long and does not send it', async () => {
    const { onSend } = setUp();
    fireEvent.change(field(), { target: { value: 'x'.repeat(60_001) } });
    expect(screen.getByRole('alert').textContent).toContain('60,000');
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
  });

  it('sends pasted files along', async () => {
    const { onSend, user } = setUp();
    const file = new File(['notes'], 'notes.txt', { type: 'text/plain' });
    fireEvent.paste(field(), { clipboardData: { files: [file] } });
    await user.click(await screen.findByRole('button', { name: 'Remove notes.txt' }));
    expect(screen.queryByText('notes.txt')).toBeNull();
    fireEvent.paste(field(), { clipboardData: { files: [file] } });
    await screen.findByText('5 bytes');
    await user.type(field(), '{Enter}');
    await waitFor(() => expect(onSend).toHaveBeenCalledOnce());
    expect(onSend.mock.calls[0]).toMatchObject([{ attachments: [{ name: 'notes.txt' }] }]);
  });

  it('says why a file can not be sent, and sends without it', async () => {
    const { onSend, user } = setUp();
    fireEvent.paste(field(), { clipboardData: { files: [new File([], 'empty.txt')] } });
    expect(screen.getByRole('alert').textContent).toBe('The file is empty.');
    await user.type(field(), 'without{Enter}');
    expect(onSend).toHaveBeenCalledWith({ text: 'without', attachments: [] });
  });
});
