import type { ComposerBarProps } from '@instar/react';
import { IconButton } from '../page/Button.tsx';

/** Files can be dropped and pasted too. */
export function AttachButton({ onAttach }: ComposerBarProps) {
  return <IconButton icon="attach" label="Attach files" onClick={onAttach} />;
}
