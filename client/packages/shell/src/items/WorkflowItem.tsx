import type { WorkflowPart } from '@instar/protocol';
import type { MessageProps } from '@instar/react';
import { partOf } from './parts.ts';
import { StatusMark } from './StatusMark.tsx';
import { TaskView } from './TaskView.tsx';

/** Steps of work that belong together: open while they go on, their summary afterwards. */
export function WorkflowItem({ item }: MessageProps) {
  const part = partOf(item, 'workflow');
  const { tasks } = part;
  const status = statusOf(part, item.status === 'in_progress');
  return (
    <details className="work" open={status === 'running'}>
      <summary>
        <StatusMark status={status} />
        <span dir="auto">{titleOf(part, status === 'running')}</span>
        <span className="work-count">
          {tasks.filter((task) => task.status === 'done').length} of {tasks.length}
        </span>
      </summary>
      <ol>
        {tasks.map((task, index) => (
          // Steps have no ids, and only come at the end.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <TaskView task={task} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function statusOf({ tasks }: WorkflowPart, growing: boolean): 'running' | 'done' | 'failed' {
  const open = tasks.some(({ status = 'pending' }) => status === 'pending' || status === 'running');
  if (growing && open) return 'running';
  return tasks.some(({ status }) => status === 'failed') ? 'failed' : 'done';
}

function titleOf({ summary, reasoning }: WorkflowPart, running: boolean): string {
  if (summary && !running) return summary;
  if (reasoning) return running ? 'Thinking…' : 'Thought about it';
  return running ? 'Working…' : 'Worked on it';
}
