import { InstarError } from '@instar/core';
import type { ErrorPayload, Field } from '@instar/protocol';
import { useEffect, useId, useState } from 'react';
import { Form } from '../forms/Form.tsx';
import { Dialog } from '../page/Dialog.tsx';
import { toast } from '../page/toasts.ts';
import { messageOf } from '../rest/refusal.ts';
import { asked, type Wanted } from './running.ts';
import { textField } from './textField.ts';
import { useInvoke } from './useInvoke.ts';

type Invoke = ReturnType<typeof useInvoke>;
type Values = Parameters<Invoke>[1];

const close = () => asked.set(undefined);

/** Asks for what a command needs, and whether it is meant. */
export function CommandDialog({ wanted }: { readonly wanted: Wanted }) {
  const invoke = useInvoke();
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorPayload>();
  const { title, description, confirm, fields = [] } = wanted.command;

  useEffect(() => {
    document.querySelector<HTMLElement>(FIRST)?.focus();
  }, []);

  const run = async (values: Values) => {
    setBusy(true);
    try {
      await invoke(wanted, values);
      close();
    } catch (refused) {
      if (refused instanceof InstarError) setError({ ...refused.payload });
      else toast({ text: messageOf(refused), tone: 'danger' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={close}>
      <div className="command-dialog">
        {description && <p dir="auto">{description}</p>}
        {confirm && (
          <p className="command-confirm" dir="auto">
            {confirm}
          </p>
        )}
        <Form
          formKey={`command ${id}`}
          fields={filled(fields, wanted.text)}
          actions={[
            { id: 'run', label: confirm && fields.length === 0 ? 'Yes' : 'Run', style: 'primary' },
            { id: 'cancel', label: 'Cancel', bare: true },
          ]}
          busy={busy}
          error={error}
          onSubmit={(action, values) => (action === 'run' ? void run(values) : close())}
        />
      </div>
    </Dialog>
  );
}

const FIRST = '.command-dialog :is(input, select, textarea, .form-actions button)';

/** The fields with what was written after the command's name in the one that takes text. */
function filled(fields: readonly Field[], text: string | undefined): readonly Field[] {
  const taker = textField(fields);
  if (!text || !taker) return fields;
  return fields.map((field) =>
    field === taker ? (Object.assign({}, field, { defaultValue: text }) as Field) : field,
  );
}
