import type { widgets } from '@instar/protocol';
import { useFormScope } from './formContext.ts';
import { Drawing } from './IconView.tsx';
import { Refusal } from './Refusal.tsx';
import { useRunning } from './running.ts';
import { classes } from './style.ts';

/** A button. What it does, the server knows; it brings the values of the form around it. */
export function ButtonView({ node }: { readonly node: widgets.Button }) {
  const { run, busy, actionId } = useRunning();
  const scope = useFormScope();
  const {
    label,
    onClickAction,
    submit,
    color = 'secondary',
    variant = 'solid',
    size = 'md',
  } = node;
  const action = submit ? scope?.submitAction : onClickAction;
  const idle = !run || !action;

  const press = () => {
    const values = scope ? scope.form.read() : {};
    if (onClickAction && values) run?.(onClickAction, values);
  };
  return (
    <>
      <button
        type={submit ? 'submit' : 'button'}
        className={classes('w-button', {
          tone: color,
          look: variant,
          size,
          pill: node.pill,
          uniform: node.uniform,
          block: node.block,
        })}
        aria-label={node.uniform ? label : undefined}
        title={node.uniform ? label : undefined}
        disabled={node.disabled || idle}
        aria-disabled={busy || undefined}
        onClick={submit ? undefined : press}
      >
        {busy && actionId === action ? (
          <span className="spinner" aria-hidden="true" />
        ) : (
          node.iconStart && <Drawing name={node.iconStart} />
        )}
        {!node.uniform && <span dir="auto">{label}</span>}
        {node.iconEnd && <Drawing name={node.iconEnd} />}
      </button>
      {!submit && actionId === action && <Refusal of={action} />}
    </>
  );
}
