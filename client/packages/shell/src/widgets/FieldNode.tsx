import type { Field, widgets } from '@instar/protocol';
import { useRef } from 'react';
import { readDraft } from '../forms/draft.ts';
import { FieldView } from '../forms/FieldView.tsx';
import { useForm } from '../forms/useForm.ts';
import { useFormScope } from './formContext.ts';
import { Refusal } from './Refusal.tsx';
import { useRunning } from './running.ts';

type FieldOf = Extract<widgets.Node, Field>;

/** A field of the form around, or one on its own. With an action it brings its value as it changes. */
export function FieldNode({ node }: { readonly node: FieldOf }) {
  const { id, busy, actionId, error, run } = useRunning();
  const scope = useFormScope();
  const action = 'onChangeAction' in node ? node.onChangeAction : undefined;
  const element = useRef<HTMLDivElement>(null);
  const failed = action && actionId === action ? error : undefined;
  const own = useForm(element, `${id}/${action ?? node.name}`, [node], failed);
  const form = scope?.form ?? own;
  const open = run !== undefined && !node.disabled;

  const change = (value: string | boolean) => {
    if (action && busy) return;
    form.change(node.name, value);
    if (!action) return;
    const { values, faults } = readDraft([node], { [node.name]: value });
    if (Object.keys(faults).length === 0) run?.(action, values);
  };
  return (
    <div ref={element} className="w-field" aria-busy={busy && actionId === action}>
      <FieldView
        id={scope?.idOf(node.name)}
        called={scope?.labels[node.name]}
        field={open ? node : { ...node, disabled: true }}
        value={form.shown(node)}
        fault={form.faults[node.name]}
        onChange={change}
      />
      {action && <Refusal of={action} />}
    </div>
  );
}
