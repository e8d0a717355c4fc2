import { side } from './drawer.ts';

/** Brings the search of threads into sight, and the focus into it. */
export function goToSearch(): void {
  side.drawn.set(true);
  document.querySelector<HTMLInputElement>('#thread-search')?.focus();
}
