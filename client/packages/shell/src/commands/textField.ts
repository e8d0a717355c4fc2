import type { Field } from '@instar/protocol';

/** The field that takes what is written after a command's name. */
export function textField(fields: readonly Field[]): Field | undefined {
  return fields.find(
    (field) =>
      field.type === 'Textarea' ||
      (field.type === 'Input' && (field.inputType ?? 'text') === 'text'),
  );
}
