import type { ToolCallPart } from '@instar/protocol';
import { Icon, type IconName } from '../page/Icon.tsx';

/** How far a task or the call of a tool is. */
export type Status = ToolCallPart['status'];

const WORDS: Readonly<Record<Status, string>> = {
  pending: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  refused: 'Refused',
  unknown: 'Unknown',
};

const ICONS: Readonly<Partial<Record<Status, IconName>>> = {
  done: 'check',
  failed: 'close',
  refused: 'close',
  unknown: 'question',
};

/** How far something is: a drawing, and a word for screen readers. */
export function StatusMark({ status }: { readonly status: Status }) {
  const icon = ICONS[status];
  return (
    <span className={`status-mark status-${status}`}>
      {status === 'running' && <span className="spinner" aria-hidden="true" />}
      {status === 'pending' && <span className="status-ring" aria-hidden="true" />}
      {icon && <Icon name={icon} size={16} />}
      <span className="visually-hidden">{WORDS[status]}: </span>
    </span>
  );
}
