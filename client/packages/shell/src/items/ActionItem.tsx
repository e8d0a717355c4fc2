import type { MessageProps } from '@instar/react';
import { useThreadActions } from '../conversation/context.ts';
import { Icon } from '../page/Icon.tsx';
import { authorOf } from './names.ts';
import { partOf } from './parts.ts';
import { Values } from './Values.tsx';

/** A control of a widget that somebody used. */
export function ActionItem({ item }: MessageProps) {
  const { userId } = useThreadActions();
  const { label, values = {} } = partOf(item, 'action');
  return (
    <div className="quiet-line">
      <Icon name="pointer" size={16} />
      <p>
        {authorOf(item, userId)} chose <strong dir="auto">{label}</strong>
      </p>
      <Values values={values} />
    </div>
  );
}
