import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { browserEnvironment } from './environment.ts';
import { newId } from './id.ts';
import { network } from './network.ts';
import { tokens } from './tokens.ts';

describe('[C7] the resume token', () => {
  let page: EventTarget & { readonly sessionStorage: Storage };

  beforeEach(() => {
    sessionStorage.clear();
    page = Object.assign(new EventTarget(), { sessionStorage });
  });

  test('goes from a page of the tab to the next', () => {
    const first = tokens(page);
    expect(first.take()).toBeUndefined();
    first.hold('token-1');
    page.dispatchEvent(new Event('pagehide'));
    expect(tokens(page).take()).toBe('token-1');
    expect(sessionStorage).toHaveLength(0);
  });

  test('is in no storage while the page lives, so that a duplicated tab copies none', () => {
    tokens(page).hold('token-1');
    expect(sessionStorage).toHaveLength(0);
    page.dispatchEvent(new Event('pagehide'));
    page.dispatchEvent(new Event('pageshow'));
    expect(sessionStorage).toHaveLength(0);
  });

  test('that was forgotten is not left', () => {
    const first = tokens(page);
    first.hold('token-1');
    first.hold(undefined);
    page.dispatchEvent(new Event('pagehide'));
    expect(sessionStorage).toHaveLength(0);
  });

  test('is done without where the person forbids storage', () => {
    const closed = Object.defineProperty(new EventTarget(), 'sessionStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    }) as typeof page;
    expect(tokens(closed).take()).toBeUndefined();
  });
});

describe('[E4] an id', () => {
  test('is a UUIDv7 without dashes', () => {
    expect(newId(0x0123_4567_89ab)).toMatch(/^0123456789ab7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  });

  test('sorts by time, and is like no other', () => {
    expect(newId(1_000) < newId(2_000)).toBe(true);
    expect(new Set(Array.from({ length: 1_000 }, () => newId(1))).size).toBe(1_000);
  });
});

describe('a frame', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame'],
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test('runs once, with the page that draws', () => {
    const run = vi.fn<() => void>();
    browserEnvironment().requestFrame(run);
    vi.advanceTimersByTime(20);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('runs soon on a page that does not draw', () => {
    vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(0 as never);
    const run = vi.fn<() => void>();
    browserEnvironment().requestFrame(run);
    vi.advanceTimersByTime(200);
    expect(run).toHaveBeenCalledTimes(1);
  });
});

test('[C6] the network wakes the client when it is back, and when the page is looked at', () => {
  const wake = vi.fn<() => void>();
  const undo = network(window).onWake(wake);
  window.dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(wake).toHaveBeenCalledTimes(2);
  undo();
  window.dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(wake).toHaveBeenCalledTimes(2);
});

test("the socket is on the page's own host", () => {
  expect(browserEnvironment().url).toBe(`ws://${window.location.host}/ws`);
});
