import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { useChoice } from '../page/choice.ts';
import type { CommandLine } from './CommandList.tsx';
import { optionId } from './CommandList.tsx';
import { keysOf } from './shortcut.ts';
import { callIn, slashes } from './slash.ts';
import { useCommands } from './useCommands.ts';
import { useRun } from './useInvoke.ts';

/** The list that a slash at the start of a message opens. `clear` empties the message. */
export function useSlash(text: string, clear: () => void) {
  const commands = useCommands('slash');
  const known = useMemo(() => slashes(commands), [commands]);
  const run = useRun();
  const id = useId();
  const [closedAt, setClosedAt] = useState<string>();
  const { matches, rest } = callIn(text, known);
  const { active, activate, move } = useChoice(matches.length);
  const open = matches.length > 0 && closedAt !== text;

  const choose = (index: number) => {
    const chosen = matches[index];
    if (!chosen) return;
    clear();
    run({ command: chosen.command, text: rest });
  };
  /** Returns whether the key was for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    if (move(event)) return true;
    if (event.key === 'Escape') setClosedAt(text);
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') choose(active);
    else return false;
    event.preventDefault();
    return true;
  };
  const lines: readonly CommandLine[] = matches.map(({ name, command }) => ({
    id: command.id,
    title: command.title,
    description: command.description,
    keys: keysOf(command.shortcut),
    call: name,
  }));
  return {
    onKeyDown,
    list: open ? { id, lines, active, onChoose: choose, onPoint: activate } : undefined,
    /** What makes the field one with a list. Without the list it is a field like any other. */
    field: open
      ? ({
          role: 'combobox',
          'aria-expanded': true,
          'aria-autocomplete': 'list',
          'aria-controls': id,
          'aria-activedescendant': optionId(id, active),
        } as const)
      : {},
  };
}
