/** What may not be used now, and why [U6]. Nothing is kept here: the server refuses in any case. */
import type { WholeInterface } from './interface.ts';

/** Why `name` is locked, in words for people; undefined when it is not. */
export function whyLocked(
  { locks }: WholeInterface,
  name: 'composer' | 'threads' | 'uploads',
): string | undefined {
  const lock = locks[name];
  return lock && (lock.reason || 'This is locked for now.');
}

/** Why files can not be sent. */
export function whyNoUploads(state: WholeInterface): string | undefined {
  const off = state.visibility['uploads'] === false || state.toggles['uploads']?.on === false;
  return whyLocked(state, 'uploads') ?? (off ? 'Files are switched off here.' : undefined);
}
