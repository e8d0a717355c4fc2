import type { Field, widgets } from '@instar/protocol';
import { type CSSProperties, type ReactNode, useMemo, useRef } from 'react';
import { useForm } from '../forms/useForm.ts';
import { FormProvider } from './formContext.ts';
import { Refusal } from './Refusal.tsx';
import { useRunning } from './running.ts';
import { nodesIn } from './tree.ts';

interface Props {
  readonly scopeKey: string;
  readonly nodes: readonly widgets.Node[];
  readonly submitAction: string | null | undefined;
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
  readonly children: ReactNode;
}

/** Fields that belong together: a button inside brings the values of all. */
export function FormScope({ scopeKey, nodes, submitAction, className, style, children }: Props) {
  const { id, actionId, error, run } = useRunning();
  const { fields, labels, actions } = useMemo(() => partsOf(nodes), [nodes]);
  const element = useRef<HTMLFormElement>(null);
  const mine = actionId !== undefined && (actionId === submitAction || actions.has(actionId));
  const form = useForm(element, `${id}/${scopeKey}`, fields, mine ? error : undefined);
  const scope = {
    form,
    labels,
    submitAction,
    idOf: (name: string) => `${id}-${scopeKey}-${name}`,
  };
  const submit = () => {
    const values = submitAction && run ? form.read() : undefined;
    if (submitAction && values) run?.(submitAction, values);
  };
  return (
    <FormProvider value={scope}>
      <form
        ref={element}
        className={className}
        style={style}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {children}
        {actionId === submitAction && <Refusal of={submitAction} />}
      </form>
    </FormProvider>
  );
}

function partsOf(nodes: readonly widgets.Node[]) {
  const fields: Field[] = [];
  const labels: Record<string, string> = {};
  const actions = new Set<string>();
  for (const node of nodesIn(nodes)) {
    if (isField(node)) fields.push(node);
    if (node.type === 'Label') labels[node.fieldName] = node.value;
    if (node.type === 'Button' && node.onClickAction) actions.add(node.onClickAction);
  }
  return { fields, labels, actions };
}

const FIELDS: ReadonlySet<string> = new Set([
  'Input',
  'Textarea',
  'Select',
  'RadioGroup',
  'Checkbox',
  'DatePicker',
] satisfies Field['type'][]);

const isField = (node: widgets.Node): node is Extract<widgets.Node, Field> => FIELDS.has(node.type);
