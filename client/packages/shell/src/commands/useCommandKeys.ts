import { useEffect } from 'react';
import { isPressed } from './shortcut.ts';
import { useAllCommands } from './useCommands.ts';
import { useRun } from './useInvoke.ts';

/** The keys of commands, wherever the focus is; not while a dialog asks for something. */
export function useCommandKeys(): void {
  const commands = useAllCommands();
  const run = useRun();

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || document.querySelector('dialog[open]')) return;
      const command = commands.find(({ shortcut }) => isPressed(shortcut, event));
      if (!command) return;
      event.preventDefault();
      run({ command });
    };
    globalThis.addEventListener('keydown', onKeyDown);
    return () => globalThis.removeEventListener('keydown', onKeyDown);
  });
}
