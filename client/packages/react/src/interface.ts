import { interfaceOf, type WholeInterface } from '@instar/core';
import { useSelector } from './selector.ts';

/**
 * What the interface says, for a thread or for no thread; with `select`, what that finds in it.
 * Sections that did not change stay the same objects, so that of a patch only those hear whom it concerns.
 */
export function useInterface(threadId?: string): WholeInterface;
export function useInterface<Value>(
  threadId: string | undefined,
  select: (ui: WholeInterface) => Value,
): Value;
export function useInterface(
  threadId?: string,
  select: (ui: WholeInterface) => unknown = (ui) => ui,
): unknown {
  return useSelector((state) => select(interfaceOf(state.layers, threadId)));
}
