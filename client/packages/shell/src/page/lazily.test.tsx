import { act, render, screen } from '@testing-library/react';
import { Suspense } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lazily } from './lazily.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function Part() {
  return <p>here</p>;
}

test('a part that could not be read is asked for again', async () => {
  let failures = 2;
  const Lazy = lazily(() =>
    failures-- > 0 ? Promise.reject(new Error('no server')) : Promise.resolve(Part),
  );
  render(
    <Suspense fallback={<p>waiting</p>}>
      <Lazy />
    </Suspense>,
  );
  await act(() => vi.advanceTimersByTimeAsync(1400));
  expect(screen.getByText('waiting')).toBeDefined();
  await act(() => vi.advanceTimersByTimeAsync(200));
  expect(screen.getByText('here')).toBeDefined();
});

test('one that never comes is given up', async () => {
  const tries = vi.fn<() => Promise<never>>(() => Promise.reject(new Error('gone')));
  const Lazy = lazily(tries);
  const faults: unknown[] = [];
  const onCaughtError = (error: unknown) => void faults.push(error);
  try {
    render(<Suspense fallback="waiting">{<Lazy />}</Suspense>, { onCaughtError });
    await act(() => vi.advanceTimersByTimeAsync(60_000));
  } catch (error) {
    faults.push(error);
  }
  expect(tries).toHaveBeenCalledTimes(7);
  expect(String(faults[0])).toContain('gone');
});
