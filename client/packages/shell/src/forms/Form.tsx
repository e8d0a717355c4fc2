import type { Choice, ErrorPayload, Field } from '@instar/protocol';
import { type FormEvent, useRef, useState } from 'react';
import '../styles/forms.css';
import { Button } from '../page/Button.tsx';
import type { Values } from './draft.ts';
import { FieldView } from './FieldView.tsx';
import { useForm } from './useForm.ts';

/** Something that a form can be left with. `bare`: without the fields, filled in or not. */
export type FormAction = Pick<Choice, 'id' | 'label' | 'style'> & { readonly bare?: boolean };

interface Props {
  /** Names the form: what was put in is kept under it while the form is out of sight. */
  readonly formKey: string;
  readonly fields: readonly Field[];
  readonly actions: readonly FormAction[];
  /** An action is under way: nothing is submitted twice. */
  readonly busy?: boolean;
  /** The refusal of what was submitted last. */
  readonly error?: ErrorPayload | undefined;
  onSubmit(actionId: string, values: Values): void;
}

const LOOKS = { primary: 'primary', danger: 'danger', secondary: 'plain' } as const;

/** Fields to fill in and buttons to leave them with: for commands, questions and whatever else asks. */
export function Form({ formKey, fields, actions, busy = false, error, onSubmit }: Props) {
  const element = useRef<HTMLFormElement>(null);
  const form = useForm(element, formKey, fields, error);
  const [pressed, setPressed] = useState<string>();
  const byEnter = actionByEnter(actions);

  const submit = (action: FormAction | undefined) => {
    if (busy || !action) return;
    const values = action.bare ? {} : form.read();
    if (!values) return;
    setPressed(action.id);
    onSubmit(action.id, values);
  };
  const onEnter = (event: FormEvent) => {
    event.preventDefault();
    submit(byEnter);
  };
  return (
    <form ref={element} className="form" noValidate aria-busy={busy} onSubmit={onEnter}>
      {fields.map((field) => (
        <FieldView
          key={field.name}
          field={field}
          value={form.shown(field)}
          fault={form.faults[field.name]}
          onChange={(value) => form.change(field.name, value)}
        />
      ))}
      {form.refusal && (
        <p className="form-fault" role="alert">
          {form.refusal}
        </p>
      )}
      <div className="form-actions">
        {actions.map((action) => (
          <Button
            key={action.id}
            look={LOOKS[action.style ?? 'secondary']}
            // A disabled button would lose the focus to nothing.
            aria-disabled={busy}
            type={action === byEnter ? 'submit' : 'button'}
            onClick={action === byEnter ? undefined : () => submit(action)}
          >
            {busy && pressed === action.id && <span className="spinner" aria-hidden="true" />}
            {action.label}
          </Button>
        ))}
      </div>
    </form>
  );
}

/** What Enter in a field does: the primary action or the only one, never one of several by chance. */
function actionByEnter(actions: readonly FormAction[]): FormAction | undefined {
  const primary = actions.find((action) => action.style === 'primary');
  return primary ?? (actions.length === 1 ? actions[0] : undefined);
}
