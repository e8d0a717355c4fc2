import { afterEach, describe, expect, it } from 'vitest';
import { isPressed, keysOf } from './shortcut.ts';

const press = (
  key: string,
  fields: KeyboardEventInit = {},
  target: EventTarget = document.body,
) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, ...fields });
  target.dispatchEvent(event);
  return event;
};

afterEach(() => document.body.replaceChildren());

const pressed = (fields: KeyboardEventInit) => isPressed('Mod+Shift+D', press('D', fields));

describe('a shortcut', () => {
  it.each([
    ['Mod+Shift+D', ['Ctrl', 'Shift', 'D']],
    ['Mod+E', ['Ctrl', 'E']],
    ['Alt+Shift+1', ['Alt', 'Shift', '1']],
    ['g', ['G']],
  ])('%s is shown as its keys', (shortcut, keys) => {
    expect(keysOf(shortcut)).toEqual(keys);
  });

  it.each([
    'Mod+C',
    'Mod+W',
    'Mod+Shift+T',
    'Mod+K',
    'Mod+Shift+O',
    'Mod+/',
    'Mod+1',
    'Escape',
    'Enter',
    'Tab',
    'Hyper+X',
    '',
    null,
  ])('%s is not taken: it belongs to others', (shortcut) => {
    expect(keysOf(shortcut)).toEqual([]);
  });

  it('is pressed with exactly its keys', () => {
    expect(pressed({ ctrlKey: true, shiftKey: true })).toBe(true);
    expect(pressed({ ctrlKey: true })).toBe(false);
    expect(pressed({ shiftKey: true })).toBe(false);
    expect(pressed({ ctrlKey: true, shiftKey: true, altKey: true })).toBe(false);
    expect(pressed({ ctrlKey: true, shiftKey: true, metaKey: true })).toBe(false);
    expect(pressed({ ctrlKey: true, shiftKey: true, isComposing: true })).toBe(false);
  });

  it('is known by its key where Shift makes another sign of it', () => {
    const event = press('!', { ctrlKey: true, shiftKey: true, code: 'Digit1' });
    expect(isPressed('Mod+Shift+1', event)).toBe(true);
  });

  it('without Mod is none while a person writes', () => {
    const field = document.createElement('textarea');
    document.body.append(field);
    expect(isPressed('g', press('g'))).toBe(true);
    expect(isPressed('g', press('g', {}, field))).toBe(false);
    expect(isPressed('Mod+E', press('e', { ctrlKey: true }, field))).toBe(true);
  });
});
