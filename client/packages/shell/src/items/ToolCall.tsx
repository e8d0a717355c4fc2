import type { ToolCallPart } from '@instar/protocol';
import type { MessageProps } from '@instar/react';
import { duration } from '../page/times.ts';
import { FoldedText } from './FoldedText.tsx';
import { partOf } from './parts.ts';
import { type Status, StatusMark } from './StatusMark.tsx';

/** A tool that the assistant uses: which, from where and how it went; the rest when it is asked for. */
export function ToolCall({ item }: MessageProps) {
  const part = partOf(item, 'tool_call');
  const { name, source, status, arguments: given, output, seconds } = part;
  const note = noteOf(part);
  return (
    <details className={`tool-call tool-call-${status}`}>
      <summary>
        <StatusMark status={status} />
        <span className="tool-words">
          <code className="tool-name" dir="ltr">
            {name}
          </code>
          {source && (
            <span className="badge" dir="auto">
              {source}
            </span>
          )}
          {note && (
            <span className="tool-note" dir="auto">
              {note}
            </span>
          )}
        </span>
        <span className="tool-state">
          {SHOWN[status] && <span aria-hidden="true">{SHOWN[status]}</span>}
          {typeof seconds === 'number' && <span className="tabular">{duration(seconds)}</span>}
        </span>
      </summary>
      <div className="tool-body">
        <Arguments given={given} />
        {output && !saysAll(part, note) && (
          <figure>
            <figcaption>{status === 'done' ? 'Output' : 'What it said'}</figcaption>
            <FoldedText text={readable(output)} />
          </figure>
        )}
      </div>
    </details>
  );
}

/** A state that no drawing says by itself. */
const SHOWN: Readonly<Partial<Record<Status, string>>> = {
  pending: 'Waiting',
  failed: 'Failed',
  refused: 'Refused',
  unknown: 'Unknown',
};

/** What has to be known without opening it: why the tool did not do what it was called for. */
function noteOf({ status, output = '' }: ToolCallPart): string {
  if (status === 'unknown') return 'Nobody knows whether this was done: it was stopped meanwhile.';
  const broke = status === 'failed' || status === 'refused';
  return broke ? (output.trim().split('\n')[0] ?? '') : '';
}

/** Whether the note is all that there is to say of what came back. */
const saysAll = ({ status, output = '' }: ToolCallPart, note: string): boolean =>
  status === 'unknown' || output.trim() === note;

function Arguments({ given }: { readonly given: ToolCallPart['arguments'] }) {
  const entries = Object.entries(given);
  if (entries.length === 0) return <p className="tool-empty">Called without arguments.</p>;
  return (
    <dl className="tool-arguments">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt dir="auto">{name}</dt>
          <dd>
            <FoldedText text={typeof value === 'string' ? value : inJson(value)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** JSON that came in one line, in several. */
function readable(output: string): string {
  if (!/^\s*[[{]/.test(output)) return output;
  try {
    return inJson(JSON.parse(output));
  } catch {
    return output;
  }
}

const inJson = (value: unknown): string => JSON.stringify(value, null, 2) ?? '';
