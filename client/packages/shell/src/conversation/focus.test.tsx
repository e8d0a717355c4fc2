import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { draw } from '../testing/draw.tsx';
import { answer, question, turn, view } from '../testing/fixtures.ts';
import { ThreadPage } from './ThreadPage.tsx';

beforeEach(() => {
  localStorage.clear();
  // What is drawn depends on the height of the view, and here nothing has one.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(10_000);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const asked = question('Do it');
const stopped = answer('Half', { status: 'incomplete' });

function setUp() {
  const { client } = draw(<ThreadPage threadId="thr_1" itemId={undefined} />);
  act(() => client.show(view({ items: [asked, stopped] })));
  const answering = () => act(() => client.show(view({ items: [asked], turns: [turn()] })));
  return { client, answering, user: userEvent.setup() };
}

describe('the focus of a button that goes with what it did', () => {
  it('goes where the next message is written, and Escape stops the answer', async () => {
    const { client, answering, user } = setUp();
    act(() => screen.getByRole('button', { name: 'Retry' }).focus());
    await user.keyboard('{Enter}');
    expect(client.calls).toContainEqual(['retry', 'thr_1']);
    answering();
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }));
    await user.keyboard('{Escape}');
    expect(client.calls).toContainEqual(['cancel', 'thr_1']);
  });

  it('is not taken from who has gone on', async () => {
    const { answering, user } = setUp();
    await user.click(screen.getByRole('button', { name: 'Retry' }));
    act(() => (document.activeElement as HTMLElement).blur());
    await user.click(document.body);
    answering();
    expect(document.activeElement).toBe(document.body);
  });
});
