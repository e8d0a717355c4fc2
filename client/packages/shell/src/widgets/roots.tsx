import type { widgets } from '@instar/protocol';
import { type ReactNode, useState } from 'react';
import { Button } from '../page/Button.tsx';
import { FormScope } from './FormScope.tsx';
import { useFormScope } from './formContext.ts';
import { Drawing } from './IconView.tsx';
import { Children, keyOf } from './NodeView.tsx';
import { Refusal } from './Refusal.tsx';
import { useRunning } from './running.ts';
import { boxClasses, classes, paddingOf, sizesOf } from './style.ts';
import { wordsOf } from './tree.ts';

/** How many lines of a list are in sight at first. */
const LINES = 8;

export function CardView({ node }: { readonly node: widgets.Card }) {
  const { asForm, size = 'md', background = 'surface', padding = 4, status, collapsed } = node;
  const content = (
    <>
      <div className="w-card-body" style={paddingOf(padding)}>
        <Children of={node} />
      </div>
      <CardFoot node={node} />
    </>
  );
  const body = asForm ? (
    <FormScope scopeKey="card" nodes={node.children} submitAction={node.confirm?.action}>
      {content}
    </FormScope>
  ) : (
    content
  );
  const className = classes('w-card', { card: size, bg: background });
  return collapsed ? (
    <details className={className}>
      <summary>
        <StatusLine status={status ?? { text: 'Details' }} />
      </summary>
      {body}
    </details>
  ) : (
    <div className={className}>
      {status && <StatusLine status={status} />}
      {body}
    </div>
  );
}

function StatusLine({ status }: { readonly status: widgets.Status }) {
  return (
    <span className="w-status">
      <Drawing name={status.icon} />
      <span dir="auto">{status.text}</span>
    </span>
  );
}

function CardFoot({ node }: { readonly node: widgets.Card }) {
  const { confirm, cancel } = node;
  if (!confirm && !cancel) return null;
  return (
    <div className="w-card-foot">
      {confirm && <FootButton button={confirm} look="primary" submit={node.asForm ?? false} />}
      {cancel && <FootButton button={cancel} look="plain" submit={false} />}
    </div>
  );
}

interface FootProps {
  readonly button: widgets.CardAction;
  readonly look: 'primary' | 'plain';
  readonly submit: boolean;
}

function FootButton({ button, look, submit }: FootProps) {
  const { run, busy, actionId } = useRunning();
  const inForm = useFormScope() !== undefined;
  const { action, label } = button;
  return (
    <>
      <Button
        look={look}
        type={submit ? 'submit' : 'button'}
        disabled={!run}
        aria-disabled={busy || undefined}
        onClick={submit ? undefined : () => run?.(action, {})}
      >
        {busy && actionId === action && <span className="spinner" aria-hidden="true" />}
        {label}
      </Button>
      {!(submit && inForm) && <Refusal of={action} />}
    </>
  );
}

export function ListViewView({ node }: { readonly node: widgets.ListView }) {
  const { children, limit = 'auto', status } = node;
  const least = limit === 'auto' ? LINES : limit;
  const [all, setAll] = useState(false);
  const shown = all ? children : children.slice(0, least);
  return (
    <div className="w-list">
      {status && <StatusLine status={status} />}
      <ul>
        {shown.map((line, index) => (
          <Line key={keyOf(line) ?? index} node={line} />
        ))}
      </ul>
      {shown.length < children.length && (
        <Button look="quiet" onClick={() => setAll(true)}>
          Show {children.length - shown.length} more
        </Button>
      )}
    </div>
  );
}

function Line({ node }: { readonly node: widgets.ListViewItem }) {
  const { onClickAction: action, gap = 2, align = 'center' } = node;
  return (
    <li className={classes('w-line', { press: Boolean(action) })}>
      {action && <LineButton action={action} label={wordsOf(node)} />}
      <div className={boxClasses('w-box w-row', { align })} style={sizesOf({ gap })}>
        <Children of={node} />
      </div>
      {action && <Refusal of={action} />}
    </li>
  );
}

/** Lies under the line, so that all of it can be pressed and what is in it still can. */
function LineButton({
  action,
  label,
}: {
  readonly action: string;
  readonly label: string;
}): ReactNode {
  const { run, busy, actionId } = useRunning();
  return (
    <button
      type="button"
      className="w-line-button"
      aria-label={label}
      disabled={!run}
      aria-disabled={busy || undefined}
      aria-busy={busy && actionId === action}
      onClick={() => run?.(action, {})}
    />
  );
}

export function BasicView({ node }: { readonly node: widgets.Basic }) {
  const { direction = 'col', gap = 3 } = node;
  return (
    <div className={boxClasses(`w-box w-${direction}`, node)} style={sizesOf({ ...node, gap })}>
      <Children of={node} />
    </div>
  );
}
