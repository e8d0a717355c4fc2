import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { draw } from '../testing/draw.tsx';
import { createFakeClient } from '../testing/fakeClient.ts';
import { createFakeRest } from '../testing/fakeRest.ts';
import { me } from '../testing/fixtures.ts';
import { side } from './drawer.ts';
import { Page } from './Page.tsx';

afterEach(() => {
  cleanup();
  side.drawn.set(false);
});

function setUp() {
  const none = { data: [], hasMore: false };
  draw(
    <Page route={{ name: 'new' }} />,
    createFakeClient({}, createFakeRest({ 'GET /me': me, 'GET /threads': none })),
  );
  return userEvent.setup();
}

describe('the drawer of a narrow page', () => {
  it('takes the focus when it opens, and Escape closes it', async () => {
    const user = setUp();
    await user.click(screen.getByRole('button', { name: 'Open threads' }));
    const [close] = screen.getAllByRole('button', { name: 'Close threads' });
    expect(document.activeElement).toBe(close);
    await user.keyboard('{Escape}');
    expect(side.drawn.get()).toBe(false);
  });

  it('leaves the focus to the search that opened it', async () => {
    const user = setUp();
    await user.keyboard('{Control>}{Shift>}F{/Shift}{/Control}');
    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
    expect(side.drawn.get()).toBe(true);
    act(() => side.drawn.set(false));
  });
});
