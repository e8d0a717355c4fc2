import { createContext, useContext } from 'react';
import type { FormState } from '../forms/useForm.ts';

interface FormScope {
  readonly form: FormState;
  /** What labels of their own call the fields, by name. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the form's own submission does. */
  readonly submitAction: string | null | undefined;
  /** The element id of a field, for the label that is elsewhere. */
  idOf(name: string): string;
}

const Context = createContext<FormScope | undefined>(undefined);

export const FormProvider = Context.Provider;

/** The form around, if any. */
export const useFormScope = (): FormScope | undefined => useContext(Context);
