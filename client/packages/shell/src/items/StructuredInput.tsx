import type { MessageProps } from '@instar/react';
import { AskView } from './AskView.tsx';
import { partOf } from './parts.ts';

/** A question to people, and how it was answered. */
export function StructuredInput({ item }: MessageProps) {
  return <AskView item={item} part={partOf(item, 'ask')} />;
}
