/** The door: what a frame says, checked. */
import { DownMessage, type TurnDelta } from '@instar/protocol';
import type { Place, Received } from '../state/actions.ts';

export type Decoded =
  | { readonly kind: 'message'; readonly message: Received }
  | { readonly kind: 'delta'; readonly delta: TurnDelta }
  /** A type that this client does not know; in a log it still takes its place [E1]. */
  | { readonly kind: 'unknown'; readonly place: Place | undefined }
  | { readonly kind: 'unreadable'; readonly threadId: string | undefined };

export function decode(data: unknown): Decoded {
  const frame = parse(data);
  if (frame === undefined) return { kind: 'unreadable', threadId: undefined };
  if (isDelta(frame)) return { kind: 'delta', delta: frame };
  if (!TYPES.has(frame['type'])) return { kind: 'unknown', place: placeOf(frame) };
  const result = DownMessage.safeParse(frame);
  if (!result.success || result.data.type === 'turn.delta')
    return { kind: 'unreadable', threadId: text(frame['threadId']) };
  return { kind: 'message', message: result.data };
}

type Frame = Readonly<Record<string, unknown>>;

const TYPES: ReadonlySet<unknown> = new Set(
  DownMessage.def.options.map((option) => option.shape.type.def.values[0]),
);

function parse(data: unknown): Frame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return isFrame(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFrame(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Most frames are deltas: they are checked by hand, a hundred times faster than by a schema. */
function isDelta(frame: Frame): frame is Frame & TurnDelta {
  const { type, threadId, payload } = frame;
  return (
    type === 'turn.delta' &&
    typeof threadId === 'string' &&
    isFrame(payload) &&
    typeof payload['itemId'] === 'string' &&
    Number.isSafeInteger(payload['attempt']) &&
    Number.isSafeInteger(payload['pos']) &&
    Number(payload['pos']) >= 0 &&
    typeof payload['delta'] === 'string'
  );
}

function placeOf({ threadId, epoch, offset }: Frame): Place | undefined {
  return typeof threadId === 'string' &&
    typeof epoch === 'string' &&
    typeof offset === 'number' &&
    Number.isSafeInteger(offset)
    ? { threadId, epoch, offset }
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
