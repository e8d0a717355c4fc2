import type { Field } from '@instar/protocol';

interface Labelled {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
  /** The name of a field that has no label beside it. */
  readonly 'aria-label': string | undefined;
}

interface Props<Of extends Field = Field> {
  readonly field: Of;
  readonly value: string | boolean;
  readonly labelled: Labelled;
  onChange(value: string | boolean): void;
}

type Kind<Type extends Field['type']> = Props<Extract<Field, { type: Type }>>;

/** What a person fills in: the browser's own controls, which keyboards and screen readers know. */
export function Control({ field, ...rest }: Props) {
  switch (field.type) {
    case 'Input':
      return <Line field={field} {...rest} />;
    case 'Textarea':
      return <Lines field={field} {...rest} />;
    case 'Select':
      return <List field={field} {...rest} />;
    case 'RadioGroup':
      return <Radios field={field} {...rest} />;
    case 'Checkbox':
      return <Box field={field} {...rest} />;
    case 'DatePicker':
      return <Day field={field} {...rest} />;
  }
}

const common = ({ field, labelled }: Props) => ({
  ...labelled,
  name: field.name,
  disabled: field.disabled,
  required: field.required,
});

function Line(props: Kind<'Input'>) {
  const { field, value, onChange } = props;
  const number = field.inputType === 'number';
  return (
    <input
      {...common(props)}
      className={`field form-control ${number ? 'form-number tabular' : ''}`}
      // The browser's own number field hides what it can not read, and changes when one scrolls over it.
      type={number ? 'text' : (field.inputType ?? 'text')}
      inputMode={number ? 'decimal' : undefined}
      autoComplete="off"
      dir="auto"
      placeholder={field.placeholder}
      value={String(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Lines(props: Kind<'Textarea'>) {
  const { field, value, onChange } = props;
  return (
    <textarea
      {...common(props)}
      className="field form-control"
      rows={field.rows ?? 3}
      dir="auto"
      placeholder={field.placeholder}
      value={String(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function List(props: Kind<'Select'>) {
  const { field, value, onChange } = props;
  return (
    <select
      {...common(props)}
      className="field form-control form-select"
      value={String(value)}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="" disabled={field.required}>
        {field.placeholder || 'Choose…'}
      </option>
      {field.options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function Radios({ field, value, labelled, onChange }: Kind<'RadioGroup'>) {
  const { id, ...described } = labelled;
  return (
    <div
      {...described}
      role="radiogroup"
      className={`form-radios form-radios-${field.direction ?? 'col'}`}
      aria-required={field.required}
      aria-labelledby={field.label ? `${id}-label` : undefined}
    >
      {field.options.map((option) => (
        <label key={option.value} className="form-radio">
          <input
            type="radio"
            name={id}
            disabled={field.disabled || option.disabled}
            checked={value === option.value}
            onChange={() => onChange(option.value)}
          />
          <span dir="auto">
            {option.label}
            {option.description && <span className="form-help">{option.description}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}

function Box(props: Kind<'Checkbox'>) {
  return (
    <input
      {...common(props)}
      type="checkbox"
      checked={props.value === true}
      onChange={(event) => props.onChange(event.target.checked)}
    />
  );
}

function Day(props: Kind<'DatePicker'>) {
  const { field, value, onChange } = props;
  return (
    <input
      {...common(props)}
      className="field form-control form-day tabular"
      type="date"
      min={field.min ?? undefined}
      max={field.max ?? undefined}
      value={String(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
