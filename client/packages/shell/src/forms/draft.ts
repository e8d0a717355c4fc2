import type { ErrorPayload, Field, Value } from '@instar/protocol';
import { faultOf } from './check.ts';

/** What a person has put into fields so far, by name: text as it was typed, or whether a box is checked. */
export type Draft = Readonly<Record<string, string | boolean>>;
export type Values = Record<string, Value>;
/** What is wrong, by the name of the field. */
export type Faults = Readonly<Record<string, string>>;

/** What a field shows: what was put in, else what it began with. */
export function shown(field: Field, draft: Draft): string | boolean {
  const typed = draft[field.name];
  if (field.type === 'Checkbox') {
    return typeof typed === 'boolean' ? typed : (field.defaultChecked ?? false);
  }
  return typeof typed === 'string' ? typed : String(field.defaultValue ?? '');
}

/** The values to submit, without those of fields that are closed or empty, and what is wrong with them. */
export function readDraft(
  fields: readonly Field[],
  draft: Draft,
): { readonly values: Values; readonly faults: Faults } {
  const values: Values = {};
  const faults: Record<string, string> = {};
  for (const field of fields) {
    if (field.disabled) continue;
    const value = valueOf(field, shown(field, draft));
    const fault = faultOf(field, value);
    if (fault !== undefined) faults[field.name] = fault;
    else if (value !== undefined) values[field.name] = value;
  }
  return { values, faults };
}

function valueOf(field: Field, entered: string | boolean): Value | undefined {
  if (typeof entered === 'boolean') return entered;
  if (entered.trim() === '') return undefined;
  if (field.type !== 'Input' || field.inputType !== 'number') return entered;
  const number = Number(entered.trim().replace(/^([^.]*),([^,.]*)$/, '$1.$2'));
  // What is no number is handed on as it is, to be told so.
  return Number.isFinite(number) ? number : entered;
}

const POINTER = /^\/payload\/values\/([^/]+)$/;

/** The faults that a refusal names by its path. None: it is about the whole form. */
export function faultsOf(error: ErrorPayload | undefined, fields: readonly Field[]): Faults {
  const [, pointer] = POINTER.exec(error?.path ?? '') ?? [];
  const name = pointer?.replaceAll('~1', '/').replaceAll('~0', '~');
  const field = fields.find((one) => one.name === name);
  return error && field ? { [field.name]: error.message } : {};
}
