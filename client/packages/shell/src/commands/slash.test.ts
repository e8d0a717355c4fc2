import type { NamedCommand } from '@instar/core';
import { expect, it } from 'vitest';
import { callIn, slashes } from './slash.ts';

const command = (id: string, title: string, fields: NamedCommand['fields'] = []): NamedCommand => ({
  id,
  title,
  places: ['slash'],
  fields,
});

const text = [{ type: 'Input', name: 'to', label: 'To' }] as const;
const known = slashes([
  command('demo.deploy', 'Ship it', [...text]),
  command('demo.poll', 'Ask everybody'),
  command('one.clear', 'Clear one'),
  command('two.clear', 'Clear two'),
]);
const names = (written: string) => callIn(written, known).matches.map(({ name }) => name);

it('a command is called by the last word of its id, unless another has the same', () => {
  expect(names('/')).toEqual(['deploy', 'poll', 'one.clear', 'two.clear']);
});

it.each([
  ['/de', ['deploy']],
  ['/demo.p', ['poll']],
  ['/ship', ['deploy']],
  ['/every', ['poll']],
  ['/CLEAR', ['one.clear', 'two.clear']],
  ['/help', []],
  ['/deploy prod', ['deploy']],
  ['/deploy ', ['deploy']],
  ['/deplo prod', []],
  ['/poll now', []],
  ['/poll ', ['poll']],
  [' /poll', []],
  ['see /poll', []],
  ['', []],
])('%j may call %j', (written, expected) => {
  expect(names(written)).toEqual(expected);
});

it('what follows the name is handed on', () => {
  expect(callIn('/deploy  to the\nmoon ', known).rest).toBe('to the\nmoon');
});
