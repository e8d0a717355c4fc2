import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useChoice } from '../page/choice.ts';
import { Icon } from '../page/Icon.tsx';
import { CommandList, optionId } from './CommandList.tsx';
import { type OwnCommand, useOwnCommands } from './own.ts';
import { paletteShown } from './paletteShown.ts';
import { recentIds, rememberUse } from './recent.ts';
import { keysOf } from './shortcut.ts';
import { useCommands } from './useCommands.ts';
import { useRun } from './useInvoke.ts';

/** Every command, found by what is typed; what was used lately comes first. */
export function Palette() {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const all = useLines();
  const [words, setWords] = useState('');
  const lines = all.filter((line) => matches(line, words));
  const { active, activate, move } = useChoice(lines.length);

  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);

  // It closes first, so that the focus is back where it was when the command begins.
  const choose = (index: number) => {
    const line = lines[index];
    if (!line) return;
    dialog.current?.close();
    rememberUse(line.id);
    line.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || move(event) || event.key !== 'Enter') return;
    event.preventDefault();
    choose(active);
  };
  return (
    <dialog
      ref={dialog}
      className="dialog palette"
      aria-label="Commands"
      closedby="any"
      onClose={() => paletteShown.set(false)}
    >
      <div className="palette-field">
        <Icon name="search" size={18} />
        <input
          role="combobox"
          aria-label="Search commands"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={id}
          aria-activedescendant={active < 0 ? undefined : optionId(id, active)}
          placeholder="What do you want to do?"
          autoComplete="off"
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            activate(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <CommandList id={id} lines={lines} active={active} onChoose={choose} onPoint={activate} />
      {lines.length === 0 && (
        <p className="palette-none" role="status">
          No such command.
        </p>
      )}
    </dialog>
  );
}

/** The commands of the server and of the page, by their title, what was used lately first. */
function useLines(): readonly OwnCommand[] {
  const own = useOwnCommands();
  const run = useRun();
  const [recent] = useState(recentIds);
  const offered = useCommands('palette').map((command) => ({
    id: command.id,
    title: command.title,
    description: command.description,
    keys: keysOf(command.shortcut),
    run: () => run({ command }),
  }));
  const rank = ({ id }: OwnCommand) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  return [...offered, ...own].toSorted(
    (one, other) => rank(one) - rank(other) || one.title.localeCompare(other.title),
  );
}

function matches({ id, title, description }: OwnCommand, words: string): boolean {
  const text = `${title} ${description ?? ''} ${id}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
