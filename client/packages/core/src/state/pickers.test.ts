// @vitest-environment node
import type { Picker } from '@instar/protocol';
import { expect, test } from 'vitest';
import { pickerValue } from './pickers.ts';

const picker: Picker = {
  value: 'large',
  settable: true,
  options: [
    { value: 'large', label: 'Large' },
    { value: 'small', label: 'Small' },
    { value: 'old', label: 'Old', disabled: true },
  ],
};

test.each([
  ['what was picked', picker, 'small', 'small'],
  ['what the server says, when nothing was picked', picker, undefined, 'large'],
  ['what the server says, when what was picked is there no more', picker, 'gone', 'large'],
  ['what the server says, when what was picked is off', picker, 'old', 'large'],
  ['what the server says, when nobody may pick', { ...picker, settable: false }, 'small', 'large'],
])('[M8] a picker comes to %s', (_, shown, picked, value) => {
  expect(pickerValue(shown, picked)).toBe(value);
});
