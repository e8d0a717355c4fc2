import type { MessageProps } from '@instar/react';
import { partOf } from './parts.ts';
import { TaskView } from './TaskView.tsx';

/** One step of work, on its own. */
export function TaskItem({ item }: MessageProps) {
  return (
    <div className="work">
      <TaskView task={partOf(item, 'task').task} />
    </div>
  );
}
