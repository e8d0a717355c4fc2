import type { ThreadView } from '@instar/core';
import { useInstar, useSelector } from '@instar/react';
import { useEffect, useLayoutEffect, useReducer, useState } from 'react';
import { Pace } from './pace.ts';

/** When the last delta before a pause is drawn at the latest. */
const PAUSE_MS = 200;

/**
 * The view of a thread, which is open while the component is mounted. What changes is given at once;
 * only the growth of a text may be late, by fractions of a second.
 */
export function usePacedThread(threadId: string): ThreadView | undefined {
  const client = useInstar();
  const [{ pace, isSame }] = useState(pacing);
  useEffect(() => client.openThread(threadId), [client, threadId]);
  const view = useSelector((state) => state.threads[threadId], isSame);
  useTellWhenDrawn(view, pace);
  useLookAgain((view?.turns.length ?? 0) > 0);
  return view;
}

function pacing() {
  const pace = new Pace();
  const isSame = (shown: ThreadView | undefined, next: ThreadView | undefined): boolean => {
    if (shown === next) return true;
    const now = performance.now();
    if (shown && next && onlyGrows(shown, next)) return pace.holds(now);
    pace.begins(now);
    return false;
  };
  return { pace, isSame };
}

/** Whether nothing but the text of an answer differs. */
function onlyGrows(shown: ThreadView, next: ThreadView): boolean {
  return (
    shown.sync === next.sync &&
    shown.thread === next.thread &&
    shown.turns === next.turns &&
    shown.pending === next.pending &&
    shown.presence === next.presence &&
    shown.items.length === next.items.length &&
    shown.items.at(-1)?.status === next.items.at(-1)?.status
  );
}

/** A message comes after the frame in which the value was drawn, with its layout and paint. */
function useTellWhenDrawn(value: unknown, pace: Pace): void {
  useLayoutEffect(() => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => pace.drawn(performance.now()), { once: true });
    port1.start();
    port2.postMessage(value === undefined);
    return () => port1.close();
  }, [value, pace]);
}

/** Every delta makes the page look whether it is time to draw; this is for the last before a pause. */
function useLookAgain(streaming: boolean): void {
  const [, look] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!streaming) return undefined;
    const timer = setInterval(look, PAUSE_MS);
    return () => clearInterval(timer);
  }, [streaming]);
}
