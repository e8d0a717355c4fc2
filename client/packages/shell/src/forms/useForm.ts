import type { ErrorPayload, Field } from '@instar/protocol';
import { type RefObject, useLayoutEffect, useState } from 'react';
import { type Faults, faultsOf, readDraft, shown, type Values } from './draft.ts';
import { useFormDraft } from './drafts.ts';

export interface FormState {
  readonly faults: Faults;
  /** What was refused as a whole, not for one field. */
  readonly refusal: string | undefined;
  shown(field: Field): string | boolean;
  change(name: string, value: string | boolean): void;
  /** The values, when all of them will do; else the faults show and the first of them has the focus. */
  read(): Values | undefined;
}

/** The state of a form: what was put in, kept under `key`, and what is wrong with it. */
export function useForm(
  element: RefObject<HTMLElement | null>,
  key: string,
  fields: readonly Field[],
  error: ErrorPayload | undefined,
): FormState {
  const [draft, setDraft] = useFormDraft(key);
  const [faults, setFaults] = useState<Faults>({});
  const [told, setTold] = useState<ErrorPayload>();
  const [tries, setTries] = useState(0);

  if (error !== told) {
    setTold(error);
    setFaults(faultsOf(error, fields));
    if (error) setTries(tries + 1);
  }

  useLayoutEffect(() => {
    if (tries > 0) focusFault(element.current);
  }, [element, tries]);

  return {
    faults,
    refusal: error && Object.keys(faultsOf(error, fields)).length === 0 ? error.message : undefined,
    shown: (field) => shown(field, draft),
    change(name, value) {
      setDraft({ ...draft, [name]: value });
      const { [name]: gone, ...others } = faults;
      if (gone !== undefined) setFaults(others);
    },
    read() {
      const read = readDraft(fields, draft);
      setFaults(read.faults);
      if (Object.keys(read.faults).length === 0) return read.values;
      setTries(tries + 1);
      return undefined;
    },
  };
}

function focusFault(form: HTMLElement | null): void {
  const control = 'input, select, textarea';
  form?.querySelector('[data-faulty]')?.querySelector<HTMLElement>(control)?.focus();
}
