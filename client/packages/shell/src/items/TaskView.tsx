import type { Task } from '@instar/protocol';
import { StatusMark } from './StatusMark.tsx';

/** A step of work: how far it is, and what there is to say about it. */
export function TaskView({
  task: { title, status = 'pending', detail, progress },
}: {
  readonly task: Task;
}) {
  return (
    <div className={`task task-${status}`}>
      <StatusMark status={status} />
      <div className="task-words">
        <p dir="auto">{title}</p>
        {detail && (
          <p className="task-detail" dir="auto">
            {detail}
          </p>
        )}
        {status === 'running' && typeof progress === 'number' && (
          <progress className="task-progress" value={progress} aria-label={title} />
        )}
      </div>
    </div>
  );
}
