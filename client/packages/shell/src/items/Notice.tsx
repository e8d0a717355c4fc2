import { textOf } from '@instar/core';
import type { MessageProps } from '@instar/react';

/** What the server tells everybody in the thread. */
export function Notice({ item }: MessageProps) {
  return (
    <p className="notice" dir="auto">
      {textOf(item)}
    </p>
  );
}
