import type { CommandPart, Field } from '@instar/protocol';

type Given = NonNullable<CommandPart['values']>;

interface Props {
  readonly values: Given;
  /** The fields that were filled in, if they are known: their labels are shown. */
  readonly fields?: readonly Field[] | undefined;
}

/** What was filled in, as names and values. */
export function Values({ values, fields }: Props) {
  const entries = Object.entries(values);
  if (entries.length === 0) return null;
  return (
    <dl className="values">
      {entries.map(([name, value]) => {
        const field = fields?.find((each) => each.name === name);
        return (
          <div key={name}>
            <dt>{field?.label || name}</dt>
            <dd dir="auto">{wordsOf(value, field)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function wordsOf(value: Given[string], field: Field | undefined): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const option =
    field && 'options' in field ? field.options.find((each) => each.value === value) : undefined;
  return option?.label ?? String(value);
}
