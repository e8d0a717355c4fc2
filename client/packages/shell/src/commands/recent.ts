import { recall, remember } from '../page/memory.ts';

const MOST = 8;

/** The ids of what was used lately, the last first. */
export function recentIds(): readonly string[] {
  return recall('recent')?.split(' ') ?? [];
}

export function rememberUse(id: string): void {
  const others = recentIds().filter((other) => other !== id);
  remember('recent', [id, ...others].slice(0, MOST).join(' '));
}
