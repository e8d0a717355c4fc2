import type { MessageProps } from '@instar/react';
import { Icon } from '../page/Icon.tsx';
import { partOf } from './parts.ts';
import { StatusMark } from './StatusMark.tsx';

/** A tool that the assistant used: its name and how it went, the rest when it is asked for. */
export function ToolCall({ item }: MessageProps) {
  const { name, status, arguments: given, output } = partOf(item, 'tool_call');
  const count = Object.keys(given).length;
  return (
    <details className={`tool-call tool-call-${status}`}>
      <summary>
        <Icon name="tool" size={16} />
        <code>{name}</code>
        <StatusMark status={status} />
      </summary>
      {count > 0 && <Folded title="Arguments" text={JSON.stringify(given, null, 2)} />}
      {output && (
        <Folded title={status === 'failed' ? 'What went wrong' : 'Output'} text={output} />
      )}
      {count === 0 && !output && <p className="tool-call-empty">Without arguments or output.</p>}
    </details>
  );
}

function Folded({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <pre tabIndex={0} dir="auto">
        {text}
      </pre>
    </figure>
  );
}
