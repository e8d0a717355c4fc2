import { type RefObject, useEffect, useRef } from 'react';
import { HAS_KEYBOARD } from '../page/narrow.ts';

/**
 * What has the focus in the conversation may go with what it did: a retry takes its card along, an
 * answered question its buttons. Then the focus goes where the next message is written, as after a stop:
 * with it on nothing, Escape would stop nothing and Tab would start at the top of the page.
 */
export function useKeepFocus(element: RefObject<HTMLDivElement | null>): void {
  const held = useRef<Element>(undefined);

  useEffect(() => {
    // A menu is drawn elsewhere, and gives the focus back.
    const inMenu = (target: EventTarget | null): boolean =>
      target instanceof Element && target.closest('.popover') !== null;
    const focused = ({ target }: FocusEvent) => {
      if (inMenu(target)) return;
      const inside = target instanceof Element && element.current?.contains(target);
      held.current = inside ? target : undefined;
    };
    // Who points at nothing, to select text, wants no focus.
    const pointed = ({ target }: PointerEvent) => {
      if (!inMenu(target)) held.current = undefined;
    };
    document.addEventListener('focusin', focused);
    document.addEventListener('pointerdown', pointed);
    return () => {
      document.removeEventListener('focusin', focused);
      document.removeEventListener('pointerdown', pointed);
    };
  }, [element]);

  useEffect(() => {
    if (!held.current || held.current.isConnected) return;
    held.current = undefined;
    if (document.activeElement !== document.body) return;
    const message = document.querySelector<HTMLElement>('.composer textarea');
    ((HAS_KEYBOARD && message) || element.current)?.focus({ preventScroll: true });
  });
}
