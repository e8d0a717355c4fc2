import type { Field } from '@instar/protocol';
import { useId } from 'react';
import { Control } from './Control.tsx';

interface Props {
  /** Where a label elsewhere points to. */
  readonly id?: string | undefined;
  /** What that label says. */
  readonly called?: string | undefined;
  readonly field: Field;
  readonly value: string | boolean;
  readonly fault: string | undefined;
  onChange(value: string | boolean): void;
}

/** A field with its label, its help and what is wrong with it. */
export function FieldView({ id: given, called, field, value, fault, onChange }: Props) {
  const made = useId();
  const id = given ?? made;
  const help = helpOf(field, value);
  const about = [help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(' ');
  const labelled = {
    id,
    'aria-describedby': about || undefined,
    'aria-invalid': fault !== undefined,
    'aria-label': field.label ? undefined : (called ?? placeholderOf(field)) || field.name,
  };
  const control = <Control field={field} value={value} labelled={labelled} onChange={onChange} />;
  return (
    <div className={`form-field form-field-${field.type}`} data-faulty={fault && ''}>
      {field.type === 'Checkbox' && control}
      {field.label && <FieldLabel field={field} id={id} />}
      {field.type !== 'Checkbox' && control}
      {help && (
        <p className="form-help" id={`${id}-help`} dir="auto">
          {help}
        </p>
      )}
      {fault && (
        <p className="form-fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

/** Radio buttons are named by a title, whatever else by a label that can be pressed. */
function FieldLabel({ field, id }: { readonly field: Field; readonly id: string }) {
  const className = `form-label ${field.required ? 'is-required' : ''}`;
  return field.type === 'RadioGroup' ? (
    <span className={className} id={`${id}-label`} dir="auto">
      {field.label}
    </span>
  ) : (
    <label className={className} htmlFor={id} dir="auto">
      {field.label}
    </label>
  );
}

/** The help of a list that opens tells of what is chosen, too. */
function helpOf(field: Field, value: string | boolean): string | undefined {
  const chosen =
    field.type === 'Select' ? field.options.find((option) => option.value === value) : undefined;
  return chosen?.description || field.help;
}

const placeholderOf = (field: Field): string | undefined =>
  'placeholder' in field ? field.placeholder : undefined;
