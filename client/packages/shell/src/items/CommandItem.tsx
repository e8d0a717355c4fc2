import type { MessageProps } from '@instar/react';
import { useThreadActions } from '../conversation/context.ts';
import { Icon } from '../page/Icon.tsx';
import { authorOf } from './names.ts';
import { partOf } from './parts.ts';
import { Values } from './Values.tsx';

/** A command that somebody had done. */
export function CommandItem({ item }: MessageProps) {
  const { userId } = useThreadActions();
  const { title, values = {} } = partOf(item, 'command');
  return (
    <div className="quiet-line">
      <Icon name="command" size={16} />
      <p>
        {authorOf(item, userId)} ran <strong dir="auto">{title}</strong>
      </p>
      <Values values={values} />
    </div>
  );
}
