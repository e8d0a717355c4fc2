// @vitest-environment node
import type { Command, Condition, Toggle } from '@instar/protocol';
import { expect, test } from 'vitest';
import { commandsAt } from './commands.ts';
import { interfaceOf } from './interface.ts';

function whole(commands: Record<string, Command>, toggles: Record<string, Toggle> = {}) {
  return { ...interfaceOf({}), commands, toggles };
}

const idle = { role: 'member', turnOpen: false } as const;

test('commands are found by their place, and stand by their title', () => {
  const ui = whole({
    'demo.poll': { title: 'Poll', places: ['palette', 'slash'] },
    'demo.ask': { title: 'Ask', places: ['palette'] },
  });
  expect(commandsAt(['palette'], ui, idle).map(({ id }) => id)).toEqual(['demo.ask', 'demo.poll']);
  expect(commandsAt(['slash'], ui, idle).map(({ id }) => id)).toEqual(['demo.poll']);
  expect(commandsAt(['header'], ui, idle)).toEqual([]);
});

const conditions: [string, Condition, object, boolean][] = [
  ['nothing is said', {}, {}, true],
  ['the role is one of them', { roles: ['admin', 'member'] }, {}, true],
  ['the role is none of them', { roles: ['admin'] }, {}, false],
  ['nobody knows the role yet', { roles: ['member'] }, { role: undefined }, false],
  ['the item is of that type', { itemTypes: ['notice'] }, { itemType: 'notice' }, true],
  ['the item is of another type', { itemTypes: ['notice'] }, { itemType: 'widget' }, false],
  ['there is no item', { itemTypes: ['notice'] }, {}, false],
  ['the switch is on', { toggle: 'on' }, {}, true],
  ['the switch is off', { toggle: 'off' }, {}, false],
  ['there is no such switch', { toggle: 'constructor' }, {}, false],
  ['a turn has to be open and is not', { turn: 'open' }, {}, false],
  ['a turn has to be open and is', { turn: 'open' }, { turnOpen: true }, true],
  ['no turn may be open and one is', { turn: 'idle' }, { turnOpen: true }, false],
  ['one of two things is not so', { roles: ['member'], toggle: 'off' }, {}, false],
];

test.each(conditions)('[K1] whether a command is there when %s', (_, when, change, there) => {
  const toggles = Object.assign(Object.create(null), { on: { on: true }, off: { on: false } });
  const ui = whole({ 'demo.poll': { title: 'Poll', places: ['header'], when } }, toggles);
  expect(commandsAt(['header'], ui, { ...idle, ...change })).toHaveLength(there ? 1 : 0);
});
