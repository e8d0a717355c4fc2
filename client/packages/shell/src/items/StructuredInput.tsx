import type { MessageProps } from '@instar/react';
import { useThreadActions } from '../conversation/context.ts';
import { AskView } from './AskView.tsx';
import { partOf } from './parts.ts';
import { useAnswering } from './useAnswering.ts';

/** A question to people, and how it was answered. An answer is never locked [U6]. */
export function StructuredInput({ item }: MessageProps) {
  const { writer } = useThreadActions();
  const { busy, error, answer } = useAnswering(item);
  const onAnswer = writer ? { onAnswer: answer } : {};
  return <AskView item={item} part={partOf(item, 'ask')} busy={busy} error={error} {...onAnswer} />;
}
