import type { Task } from '@instar/protocol';
import { Icon } from '../page/Icon.tsx';

type Status = NonNullable<Task['status']>;

const WORDS: Readonly<Record<Status, string>> = {
  pending: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
};

/** How far something is: a drawing, and a word for screen readers. */
export function StatusMark({ status }: { readonly status: Status }) {
  return (
    <span className={`status-mark status-${status}`}>
      {status === 'running' && <span className="spinner" aria-hidden="true" />}
      {status === 'pending' && <span className="status-ring" aria-hidden="true" />}
      {status === 'done' && <Icon name="check" size={16} />}
      {status === 'failed' && <Icon name="close" size={16} />}
      <span className="visually-hidden">{WORDS[status]}: </span>
    </span>
  );
}
