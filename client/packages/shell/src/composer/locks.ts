import { type WholeInterface, whyLocked, whyNoUploads } from '@instar/core';
import { useInterface } from '@instar/react';

/** Why nothing can be sent; undefined when it can. */
export function useComposerLock(threadId: string | undefined): string | undefined {
  return useInterface(threadId, (ui) => whyNoMessage(ui, threadId));
}

/** Why no files can be added to a message. */
export function useWhyNoFiles(threadId: string | undefined): string | undefined {
  return useInterface(threadId, (ui) => whyNoMessage(ui, threadId) ?? whyNoUploads(ui));
}

/** A first message makes its thread. */
function whyNoMessage(ui: WholeInterface, threadId: string | undefined): string | undefined {
  return (
    whyLocked(ui, 'composer') ?? (threadId === undefined ? whyLocked(ui, 'threads') : undefined)
  );
}
