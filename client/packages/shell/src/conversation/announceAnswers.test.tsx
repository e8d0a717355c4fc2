import type { AskPart, Item } from '@instar/protocol';
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Announcer } from '../page/Announcer.tsx';
import { announce } from '../page/announce.ts';
import { draw } from '../testing/draw.tsx';
import { answer, question, view } from '../testing/fixtures.ts';
import { ThreadPage } from './ThreadPage.tsx';

beforeEach(() => {
  localStorage.clear();
  announce('');
});
afterEach(cleanup);

const MAY = 'May the assistant use **send**?\n\n```json\n{}\n```';
const ask = (status: AskPart['status']) =>
  answer('', {
    type: 'structured_input',
    status: status === 'open' ? 'in_progress' : 'done',
    content: [{ type: 'ask', question: MAY, choices: [{ id: 'yes', label: 'Allow' }], status }],
  });

function setUp(items: readonly Item[]) {
  const { client } = draw(
    <>
      <ThreadPage threadId="thr_1" itemId={undefined} />
      <Announcer />
    </>,
  );
  const show = (shown: readonly Item[]) => act(() => client.show(view({ items: shown })));
  show(items);
  return show;
}

const told = () => screen.getByRole('status', { name: 'Announcements' }).textContent;
const asked = question('Do it');

describe('screen readers are told', () => {
  it('of an answer that comes whole, and not of what was there before', () => {
    const show = setUp([asked, answer('Old.')]);
    expect(told()).toBe('');
    show([asked, answer('Old.'), answer('New.', { id: 'itm_new', position: 3 })]);
    expect(told()).toBe('Instar answered: New.');
    show([asked, answer('Old.')]);
    expect(told()).toBe('Instar answered: New.');
  });

  it('of an answer that is continued', () => {
    const show = setUp([asked, answer('Half', { status: 'incomplete' })]);
    show([asked, answer('Half', { status: 'in_progress' })]);
    expect(told()).toBe('');
    show([asked, answer('Half and half.')]);
    expect(told()).toBe('Instar answered: Half and half.');
  });

  it('of a question while it waits', () => {
    const show = setUp([asked]);
    show([asked, ask('open')]);
    expect(told()).toBe('Instar asks: May the assistant use send?');
    show([asked, ask('answered')]);
    expect(told()).toBe('Instar asks: May the assistant use send?');
  });

  it('of a question that waits already', () => {
    setUp([asked, ask('open')]);
    expect(told()).toBe('Instar asks: May the assistant use send?');
  });
});
