import { useVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { estimateHeight, type Row } from './rows.ts';

/** So near the end in pixels that a reader is taken to follow it. */
const NEAR_END = 40;
/** Rows that are drawn above and below the visible ones. */
const OVERSCAN = 14;

export type Scroller = Virtualizer<HTMLDivElement, HTMLDivElement>;

/**
 * Draws only the rows in sight. What is read stays in place when older rows come above it, and the
 * end stays in sight while it grows, unless the reader has scrolled away from it.
 */
export function useScroller(element: RefObject<HTMLDivElement | null>, rows: readonly Row[]) {
  const [atEnd, setAtEnd] = useState(true);
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows]);

  const scroller = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => element.current,
    estimateSize: (index) => estimateHeight(rows[index]),
    getItemKey: keyOf,
    overscan: OVERSCAN,
    paddingStart: 24,
    paddingEnd: 24,
    anchorTo: 'end',
    scrollEndThreshold: NEAR_END,
    onChange: (instance) => setAtEnd(instance.isAtEnd(NEAR_END)),
  });
  return { scroller, atEnd };
}

/** Keeps the end in sight when the composer or a banner takes some of the height. */
export function useKeepEnd(element: RefObject<HTMLDivElement | null>, scroller: Scroller): void {
  useEffect(() => {
    const shown = element.current;
    if (!shown) return undefined;
    let height = shown.clientHeight;
    const resized = new ResizeObserver(() => {
      const wasAtEnd = shown.scrollHeight - shown.scrollTop - height <= NEAR_END;
      height = shown.clientHeight;
      if (wasAtEnd) scroller.scrollToEnd();
    });
    resized.observe(shown);
    return () => resized.disconnect();
  }, [element, scroller]);
}

/**
 * When the row at the top of the view goes, what follows it stays where it is. Rows that go above or
 * below the view move nothing anyway: the scroller holds on to the row at the top.
 */
export function useKeepPlace(scroller: Scroller, rows: readonly Row[]): void {
  const inView = useRef<readonly VirtualItem[]>([]);

  useLayoutEffect(() => {
    const [top] = inView.current;
    const left = new Map(rows.map(({ key }, index) => [key, index]));
    const stays = inView.current.find(({ key }) => left.has(String(key)));
    if (!stays || stays === top) return;
    const start = scroller.measurementsCache[left.get(String(stays.key)) ?? 0]?.start;
    if (start === undefined) return;
    scroller.scrollToOffset((scroller.scrollOffset ?? 0) + start - stays.start);
  }, [scroller, rows]);

  useLayoutEffect(() => {
    const first = scroller.range?.startIndex ?? 0;
    inView.current = scroller.getVirtualItems().filter(({ index }) => index >= first);
  });
}

/** Goes to the end when the person sends something. */
export function useFollowOwn(scroller: Scroller, pendingCount: number): void {
  const before = useRef(pendingCount);
  useEffect(() => {
    if (pendingCount > before.current) scroller.scrollToEnd();
    before.current = pendingCount;
  }, [scroller, pendingCount]);
}

/**
 * Goes to the end when something comes there, unless the reader has scrolled away from it. How far the end is
 * says too little: when rows go and come at once, it is away for some frames with nobody having moved.
 * `wanted`: another place to start at.
 */
export function useFollowEnd(
  element: RefObject<HTMLDivElement | null>,
  scroller: Scroller,
  lastKey: string | undefined,
  wanted: boolean,
): void {
  const following = useRef(!wanted);

  useEffect(() => {
    const shown = element.current;
    if (!shown) return undefined;
    let top = shown.scrollTop;
    const scrolled = () => {
      if (scroller.isAtEnd(NEAR_END)) following.current = true;
      else if (shown.scrollTop < top) following.current = false;
      top = shown.scrollTop;
    };
    shown.addEventListener('scroll', scrolled, { passive: true });
    return () => shown.removeEventListener('scroll', scrolled);
  }, [element, scroller]);

  useLayoutEffect(() => {
    if (lastKey !== undefined && following.current) scroller.scrollToEnd();
  }, [scroller, lastKey]);
}

/** How many items came while the reader was away from the end. */
export function useMissed(positions: readonly number[], atEnd: boolean): number {
  const newest = positions.at(-1) ?? 0;
  const [seen, setSeen] = useState(newest);
  if (atEnd && seen !== newest) setSeen(newest);
  return atEnd ? 0 : positions.filter((position) => position > seen).length;
}
