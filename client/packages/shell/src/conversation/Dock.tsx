import { type ComposerProps, SlotView } from '@instar/react';
import type { ReactNode } from 'react';
import { LockNote } from '../composer/LockNote.tsx';
import { FloorChip } from './FloorChip.tsx';
import type { OnFloor } from './floor.ts';

interface Props {
  readonly composer: ComposerProps;
  readonly floor: OnFloor | undefined;
  readonly children?: ReactNode;
}

/** Where the next message is written, below what has to be known before. */
export function Dock({ composer, floor, children }: Props) {
  return (
    <div className="dock">
      {children}
      <FloorChip floor={floor} />
      <LockNote threadId={composer.threadId} />
      <SlotView name="composer" props={composer} />
    </div>
  );
}
