// @vitest-environment node
import { readFileSync } from 'node:fs';
import type { Field, Value } from '@instar/protocol';
import { expect, test } from 'vitest';
import { faultOf } from './check.ts';
import { faultsOf, readDraft } from './draft.ts';

interface Case {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly values: Readonly<Record<string, Value>>;
  readonly fault?: { readonly name: string; readonly sentence: string };
}

const FILE = new URL('../../../../../protocol/forms/v1/cases.json', import.meta.url);
const CASES = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Case[];

/** A form can name its own open fields only; the other cases are for who writes to the server by hand. */
const drawn = CASES.filter(({ fields, values }) =>
  Object.keys(values).every((name) => fields.some((one) => one.name === name && !one.disabled)),
);

test.each(drawn)('[A3] the page says what the server says: $title', (known) => {
  const faults = known.fields.flatMap((field) => {
    const value = known.values[field.name];
    const empty = typeof value === 'string' && value.trim() === '';
    const sentence = faultOf(field, empty ? undefined : value);
    return sentence === undefined ? [] : [{ name: field.name, sentence }];
  });
  expect(faults[0]).toEqual(known.fault);
});

const amount: Field = { type: 'Input', name: 'amount', inputType: 'number' };

test.each([
  ['12', 12],
  [' -1.5 ', -1.5],
  ['1,5', 1.5],
  ['0', 0],
])('what is typed as %s is the number %d', (typed, number) => {
  expect(readDraft([amount], { amount: typed })).toEqual({
    values: { amount: number },
    faults: {},
  });
});

test.each(['twelve', '1,000.5', '1,000,000', 'Infinity'])('%s is no number', (typed) => {
  const { faults } = readDraft([amount], { amount: typed });
  expect(faults).toEqual({ amount: 'Enter a number.' });
});

test('what a field began with is submitted, what is empty or closed is not', () => {
  const fields: Field[] = [
    { type: 'Input', name: 'who', defaultValue: 'Ada' },
    { type: 'Textarea', name: 'why' },
    { type: 'Checkbox', name: 'sure' },
    { type: 'Input', name: 'id', defaultValue: '7', disabled: true },
  ];
  expect(readDraft(fields, {}).values).toEqual({ who: 'Ada', sure: false });
});

test('a refusal is for the field that its path names, else for the whole form', () => {
  const error = { code: 'validation.value', message: 'Too late.', retryable: false };
  const path = '/payload/values/amount';
  expect(faultsOf({ ...error, path }, [amount])).toEqual({ amount: 'Too late.' });
  expect(faultsOf({ ...error, path: '/payload/values/other' }, [amount])).toEqual({});
  expect(faultsOf(error, [amount])).toEqual({});
});
