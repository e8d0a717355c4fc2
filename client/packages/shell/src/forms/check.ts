import { codePoints, type Field, type Value } from '@instar/protocol';

type Texts = Extract<Field, { type: 'Input' | 'Textarea' }>;
type Numbers = Extract<Field, { type: 'Input' }>;
type Choices = Extract<Field, { type: 'Select' | 'RadioGroup' }>;
type Days = Extract<Field, { type: 'DatePicker' }>;

/**
 * Why `field` does not take `value`, as a sentence for people. `undefined` as a value: nothing was put in.
 * The server says the same, in the same words (`instar.model.forms`); `protocol/forms` holds both to it.
 */
export function faultOf(field: Field, value: Value | undefined): string | undefined {
  if (field.disabled) return undefined;
  if (field.type === 'Checkbox') return boxFault(field, value);
  if (value === undefined) return field.required ? missing(field) : undefined;
  if (field.type === 'Input' && field.inputType === 'number') return numberFault(field, value);
  if (typeof value !== 'string') return 'Enter text.';
  switch (field.type) {
    case 'Select':
    case 'RadioGroup':
      return choiceFault(field, value);
    case 'DatePicker':
      return dayFault(field, value);
    default:
      return lengthFault(field, value) ?? shapeFault(field, value);
  }
}

const missing = (field: Field): string =>
  field.type === 'Select' || field.type === 'RadioGroup' ? 'Choose one.' : 'Fill this in.';

function boxFault(field: Field, value: Value | undefined): string | undefined {
  if (value !== undefined && typeof value !== 'boolean') return 'Say yes or no.';
  return field.required && value !== true ? 'Check this to go on.' : undefined;
}

function numberFault({ min, max, step }: Numbers, value: Value): string | undefined {
  if (typeof value !== 'number') return 'Enter a number.';
  if (typeof min === 'number' && value < min) return `Enter ${min} or more.`;
  if (typeof max === 'number' && value > max) return `Enter ${max} or less.`;
  if (typeof step === 'number' && !isStep(value - (min ?? 0), step)) {
    return step === 1 ? 'Enter a whole number.' : `Enter steps of ${step}.`;
  }
  return undefined;
}

/** Whether `distance` is a number of steps, as far as floats can tell. */
function isStep(distance: number, step: number): boolean {
  const steps = distance / step;
  const off = Math.abs(steps - Math.round(steps));
  return Number.isFinite(steps) && off <= Math.max(1e-9, 1e-9 * Math.abs(steps));
}

const choiceFault = ({ options }: Choices, value: string): string | undefined =>
  options.some((option) => option.value === value && !option.disabled)
    ? undefined
    : 'Choose one of the options.';

function dayFault({ min, max }: Days, value: string): string | undefined {
  if (!isDay(value)) return 'Enter a day.';
  if (typeof min === 'string' && value < min) return `Choose ${min} or later.`;
  if (typeof max === 'string' && value > max) return `Choose ${max} or earlier.`;
  return undefined;
}

function isDay(value: string): boolean {
  const day = /^\d{4}-\d\d-\d\d$/.test(value)
    ? new Date(`${value}T00:00:00Z`)
    : new Date(Number.NaN);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

function lengthFault({ minLength = 0, maxLength, type }: Texts, value: string): string | undefined {
  const most = maxLength ?? (type === 'Input' ? 200 : 4000);
  const length = codePoints(value);
  if (length < minLength) return `Write at least ${minLength} characters.`;
  return length > most ? `Write at most ${most} characters.` : undefined;
}

function shapeFault(field: Texts, value: string): string | undefined {
  if (field.type === 'Textarea') return undefined;
  if (/[\r\n]/.test(value)) return 'Write one line.';
  if (field.inputType === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) {
    return 'Enter an address such as ada@example.org.';
  }
  if (field.inputType === 'url' && !/^https?:\/\/[^\s/]\S*$/i.test(value)) {
    return 'Enter an address that begins with https:// or http://.';
  }
  return undefined;
}
