/** What a close code asks of the client [C6]. */
import { CLOSE_CODES } from '@instar/protocol';
import type { StopReason } from '../api.ts';

export type Verdict =
  | { readonly next: 'soon' } // the server restarts: resume after 0 to 5 s
  | { readonly next: 'resume' } // with backoff
  | { readonly next: 'fresh' } // with backoff, and from snapshots
  | { readonly next: 'doubt' } // the two do not understand each other: stop after three in a minute
  | { readonly next: 'stop'; readonly reason: StopReason };

export function judge(code: number): Verdict {
  if (code === CLOSE_CODES.GOING_AWAY || code === CLOSE_CODES.RESTART) return { next: 'soon' };
  if (DOUBTFUL.has(code)) return { next: 'doubt' };
  if (code >= 4100 && code < 4200) return { next: 'fresh' };
  if (code >= 4400 && code < 4500) return { next: 'stop', reason: REASONS.get(code) ?? 'protocol' };
  return { next: 'resume' };
}

const DOUBTFUL: ReadonlySet<number> = new Set([1002, 1003, 1007, 1009]);

const REASONS: ReadonlyMap<number, StopReason> = new Map([
  [CLOSE_CODES.UNAUTHENTICATED, 'unauthenticated'],
  [CLOSE_CODES.FORBIDDEN, 'forbidden'],
  [CLOSE_CODES.VERSION, 'version'],
  [CLOSE_CODES.SUPERSEDED, 'superseded'],
  [CLOSE_CODES.REVOKED, 'revoked'],
  [CLOSE_CODES.TOO_MANY_CONNECTIONS, 'too_many'],
]);
