import { type ComposerBarProps, useInterface } from '@instar/react';
import { IconButton } from '../page/Button.tsx';
import { useWhyNoFiles } from './locks.ts';

/** Files can be dropped and pasted too. */
export function AttachButton({ threadId, onAttach }: ComposerBarProps) {
  const shown = useInterface(threadId, (ui) => ui.visibility['uploads'] !== false);
  const refused = useWhyNoFiles(threadId);
  if (!shown) return null;
  return <IconButton icon="attach" label="Attach files" refused={refused} onClick={onAttach} />;
}
