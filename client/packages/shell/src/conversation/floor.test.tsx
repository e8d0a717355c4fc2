import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Announcer } from '../page/Announcer.tsx';
import { draw } from '../testing/draw.tsx';
import { at, saying, thread, turn, view } from '../testing/fixtures.ts';
import { ThreadPage } from './ThreadPage.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const floor = { handler: 'demo.tour', title: 'Tour', since: at(0), depth: 1 };
const cancelled = ['invokeCommand', 'thr_1', { commandId: 'core.cancel' }];

function setUp(fields: Parameters<typeof view>[0] = {}) {
  const { client } = draw(
    <>
      <ThreadPage threadId="thr_1" itemId={undefined} />
      <Announcer />
    </>,
  );
  act(() => {
    client.show(view(fields));
    client.update({ layers: saying({ floor: { thread: floor } }) });
  });
  const told = () => client.calls.filter(([verb]) => verb === 'invokeCommand' || verb === 'cancel');
  return { client, told, user: userEvent.setup() };
}

describe('[H3] who has the floor', () => {
  it('is shown and told, and ended with the button', async () => {
    const { client, told, user } = setUp();
    const status = screen.getByRole('status', { name: 'Announcements' });
    expect(screen.getByRole('note', { name: 'Floor' }).textContent).toContain('Tour has the floor');
    expect(status.textContent).toBe('Tour has the floor. Escape ends it.');
    await user.click(screen.getByRole('button', { name: 'Esc ends it' }));
    expect(told()).toEqual([cancelled]);
    act(() => client.update({ layers: saying({}) }));
    expect(screen.queryByRole('note', { name: 'Floor' })).toBeNull();
    expect(status.textContent).toBe('Tour no longer has the floor.');
  });

  it('is ended with Escape, when no answer is written that comes first', async () => {
    const { client, told, user } = setUp({ turns: [turn()] });
    await user.click(screen.getByRole('textbox', { name: 'Message' }));
    await user.keyboard('{Escape}');
    expect(told()).toEqual([['cancel', 'thr_1']]);
    act(() => client.show(view()));
    await user.keyboard('{Escape}');
    expect(told().at(-1)).toEqual(cancelled);
  });

  it('[U6] is ended with Escape though the composer is locked', async () => {
    const { client, told, user } = setUp();
    await user.click(screen.getByRole('textbox', { name: 'Message' }));
    const locks = { composer: { reason: 'The tour goes on.' } };
    act(() => client.update({ layers: saying({ floor: { thread: floor }, locks }) }));
    await user.keyboard('{Escape}');
    expect(told()).toEqual([cancelled]);
  });

  it('is the one of this client before the one of the thread', () => {
    const { client } = setUp();
    const own = { ...floor, title: 'Form' };
    act(() => client.update({ layers: saying({ floor: { thread: floor, connection: own } }) }));
    expect(screen.getByRole('note', { name: 'Floor' }).textContent).toContain('Form has the floor');
  });

  it('is not ended by a reader, who sees it all the same', async () => {
    const { told, user } = setUp({ thread: thread({ access: 'reader' }) });
    expect(screen.getByRole('note', { name: 'Floor' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Esc ends it' })).toBeNull();
    act(() => document.querySelector<HTMLElement>('#main')?.focus());
    await user.keyboard('{Escape}');
    expect(told()).toEqual([]);
  });
});
