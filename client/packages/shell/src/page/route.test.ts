import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { titleFrom } from '../conversation/NewThreadPage.tsx';
import { NEW_THREAD, navigate, routeOf, threadPath, useRoute } from './route.ts';

afterEach(cleanup);

describe('the address', () => {
  it('names a new thread, a thread, an item or the login', () => {
    expect(routeOf('/')).toEqual({ name: 'new' });
    expect(routeOf('/t/thr_1')).toEqual({ name: 'thread', threadId: 'thr_1' });
    expect(routeOf('/t/thr_1#itm_2')).toEqual({
      name: 'thread',
      threadId: 'thr_1',
      itemId: 'itm_2',
    });
    expect(routeOf('/login#ticket=abc')).toEqual({ name: 'login' });
  });

  it('is read back as it was made', () => {
    expect(routeOf(threadPath('thr:a.b', 'itm_1'))).toEqual({
      name: 'thread',
      threadId: 'thr:a.b',
      itemId: 'itm_1',
    });
  });

  it('survives a broken escape', () => {
    expect(routeOf('/t/%E0%A4%A')).toEqual({ name: 'thread', threadId: '%E0%A4%A' });
  });

  it('is followed, forth and back', () => {
    navigate(NEW_THREAD);
    const { result } = renderHook(useRoute);
    expect(result.current).toEqual({ name: 'new' });
    act(() => navigate(threadPath('thr_1')));
    expect(result.current).toEqual({ name: 'thread', threadId: 'thr_1' });
    act(() => {
      history.replaceState(null, '', NEW_THREAD);
      dispatchEvent(new PopStateEvent('popstate'));
    });
    expect(result.current).toEqual({ name: 'new' });
  });
});

describe('the title of a new thread', () => {
  it('is the first line of the first message, cut between words', () => {
    expect(titleFrom('\n Why do insects moult?\nTell me.')).toBe('Why do insects moult?');
    expect(titleFrom('', 'wing.png')).toBe('wing.png');
    const title = titleFrom('word, '.repeat(30));
    expect(title).toMatch(/word…$/);
    expect([...title].length).toBeLessThanOrEqual(61);
  });
});
