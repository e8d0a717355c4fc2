// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DownMessage, UpMessage } from './index.ts';

const FRAMES = new URL('../../../../protocol/frames/v1/', import.meta.url);
/** Refusals of a frame's text or size, of which a shape knows nothing. */
const BEFORE_SHAPE: ReadonlySet<string> = new Set([
  'validation.json',
  'validation.duplicate_key',
  'validation.depth',
  'too_large.frame',
]);

type Piece = string | { readonly repeat: readonly [string, number] };

interface Golden {
  readonly name: string;
  readonly frame?: unknown;
  readonly raw?: string | readonly Piece[];
  readonly code?: string;
}

function golden(folder: string, side: string): Golden[] {
  const files = readdirSync(new URL(folder, FRAMES)).filter((file) => file.startsWith(`${side}-`));
  return files.map((name) => {
    const text = readFileSync(new URL(`${folder}/${name}`, FRAMES), 'utf8');
    return Object.assign({ name }, JSON.parse(text) as Omit<Golden, 'name'>);
  });
}

function frameOf({ frame, raw }: Golden): unknown {
  if (raw === undefined) return frame;
  const pieces = typeof raw === 'string' ? [raw] : raw;
  return JSON.parse(pieces.map((piece) => spelled(piece)).join(''));
}

function spelled(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece.repeat[0].repeat(piece.repeat[1]);
}

describe.each([
  ['up', UpMessage],
  ['down', DownMessage],
] as const)('%s', (side, shape) => {
  test.each(golden('valid', side))('[E1] $name is read', (file) => {
    expect(shape.safeParse(frameOf(file)).error).toBeUndefined();
  });

  const misshapen = golden('invalid', side).filter(({ code }) => !BEFORE_SHAPE.has(code ?? ''));
  test.each(misshapen)('[E6] $name is refused', (file) => {
    expect(shape.safeParse(frameOf(file)).success).toBe(false);
  });

  test('[E3] every message type has a golden frame', () => {
    const types = shape.def.options.map((option) => option.shape.type.def.values[0]);
    const shown = golden('valid', side).map((file) => (frameOf(file) as { type: string }).type);
    expect(new Set(shown)).toEqual(new Set(types));
  });
});
