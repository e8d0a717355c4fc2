import { createClient } from '@instar/core';
import * as server from '@instar/core/testing';
import type { Interface, Item } from '@instar/protocol';
import { act, cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../App.tsx';
import { me } from '../testing/fixtures.ts';

/** The whole page at a thread, and the server's end of its socket. */
let world: server.FakeWorld;
let rev: number;

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(10_000);
  history.replaceState(null, '', `/t/${server.THREAD}`);
  world = new server.FakeWorld();
  world.answer = (url) => Response.json(url.includes('/me') ? me : { data: [], hasMore: false });
  rev = 1;
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
  history.replaceState(null, '', '/');
});

/** The server says this, and the page draws it. */
async function says(...messages: object[]): Promise<void> {
  await act(async () => {
    world.socket.says(...messages);
    world.drawFrame();
    await server.settled();
  });
}

async function open(items: Item[], state: Interface = {}, ts?: string): Promise<void> {
  const client = createClient(world.environment);
  client.connect();
  render(<App client={client} />);
  const layers = [{ layer: 'connection' as const, rev, state }];
  await act(() => world.greet({ ...server.welcome(), ...(ts && { ts }) }));
  await says(
    server.down('ui.state.snapshot', { payload: { layers } }),
    server.snapshot(items.length, { items }),
    server.resumed(items.length, false),
  );
}

function patch(path: string, value?: unknown): Promise<void> {
  rev += 1;
  const step =
    value === undefined ? { op: 'remove' as const, path } : { op: 'add' as const, path, value };
  return says(
    server.down('ui.state.patch', { payload: { layer: 'connection', rev, patch: [step] } }),
  );
}

const answer = (text: string): Item => server.answer('itm_1', 1, text, { status: 'done' });

const compact = () => document.querySelector('.message-compact');

const notice = (text: string): Item =>
  server.item('itm_2', 2, { type: 'notice', content: [{ type: 'output_text', text }] });

describe('a page that the server changes while it is open', () => {
  it('[U8] draws with another renderer without a reload (PoF-18)', async () => {
    await open([answer('**Bold** words')]);
    expect((await screen.findByText('Bold')).tagName).toBe('STRONG');
    await patch('/renderers/assistant_message', 'core.compact');
    expect(compact()?.textContent).toContain('Bold words');
    await patch('/renderers/assistant_message');
    expect(compact()).toBeNull();
    expect((await screen.findByText('Bold')).tagName).toBe('STRONG');
  });

  it("[U7] hides after 30 s of the server's clock (PoF-17)", async () => {
    // The server is an hour ahead, so that its clock and this one can not be taken for each other.
    const here = Date.parse(server.item('x', 1).createdAt) - 3_600_000;
    world.clock.advance(here - world.clock.now());
    await open([answer('Stays'), notice('Goes')], {}, server.item('x', 1).createdAt);
    vi.useFakeTimers({ now: here, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    await patch('/rules/old', { effect: 'hide', match: { types: ['notice'] }, after: 30 });
    act(() => vi.advanceTimersByTime(29_000));
    expect(screen.getByText('Goes')).toBeTruthy();
    act(() => vi.advanceTimersByTime(1000));
    expect(screen.queryByText('Goes')).toBeNull();
    expect(screen.getByText('Stays')).toBeTruthy();
  });

  it('[U9] leaves out a part and draws it again, and keeps what was written in it', async () => {
    await open([answer('Words')]);
    await userEvent.type(screen.getByRole('textbox', { name: 'Message' }), 'half a thought');
    await patch('/visibility/composer', false);
    expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
    await patch('/visibility/composer');
    const field: HTMLTextAreaElement = screen.getByRole('textbox', { name: 'Message' });
    expect(field.value).toBe('half a thought');
  });
});
