import type { NamedCommand } from '@instar/core';
import type { ComposerBarProps, MessageProps } from '@instar/react';
import { Button } from '../page/Button.tsx';
import { Icon, isIcon } from '../page/Icon.tsx';
import { MenuButton } from '../page/MenuButton.tsx';
import { useNarrow } from '../page/narrow.ts';
import { useStore } from '../page/store.ts';
import { runKey, running } from './running.ts';
import { useCommands } from './useCommands.ts';
import { useRun } from './useInvoke.ts';

export function ComposerCommands(_: ComposerBarProps) {
  return <CommandBar commands={useCommands('composer')} shown={3} />;
}

export function HeaderCommands() {
  return <CommandBar commands={useCommands('header')} shown={2} />;
}

/** What can be done with a message, beside what the page itself can do with it. */
export function MessageCommands({ item }: MessageProps) {
  return <CommandMenu commands={useCommands('message', item)} itemId={item.id} />;
}

interface BarProps {
  readonly commands: readonly NamedCommand[];
  /** How many are buttons on a wide page; the others are in a menu. */
  readonly shown: number;
}

function CommandBar({ commands, shown }: BarProps) {
  const count = useNarrow() ? 0 : shown;
  return (
    <>
      {commands.slice(0, count).map((command) => (
        <CommandButton key={command.id} command={command} />
      ))}
      <CommandMenu commands={commands.slice(count)} />
    </>
  );
}

function CommandButton({ command }: { readonly command: NamedCommand }) {
  const run = useRun();
  const { id, title, description, icon } = command;
  const busy = useStore(running).has(runKey(id));
  return (
    <Button
      look="quiet"
      className="command-button"
      title={description || undefined}
      aria-disabled={busy}
      aria-busy={busy}
      onClick={() => run({ command })}
    >
      <Mark busy={busy} icon={icon} />
      <span dir="auto">{title}</span>
    </Button>
  );
}

interface MenuProps {
  readonly commands: readonly NamedCommand[];
  readonly itemId?: string;
}

function CommandMenu({ commands, itemId }: MenuProps) {
  const run = useRun();
  const open = useStore(running);
  if (commands.length === 0) return null;
  const busy = commands.some(({ id }) => open.has(runKey(id, itemId)));
  const entries = commands.map((command) => ({
    id: command.id,
    label: command.title,
    run: () => run({ command, itemId }),
  }));
  return (
    <MenuButton
      label="Commands"
      className="icon-button"
      data-tip="Commands"
      aria-busy={busy}
      groups={[{ entries }]}
    >
      <Mark busy={busy} icon="command" />
    </MenuButton>
  );
}

function Mark({
  busy,
  icon,
}: {
  readonly busy: boolean;
  readonly icon: string | null | undefined;
}) {
  if (busy) return <span className="spinner" aria-hidden="true" />;
  return icon && isIcon(icon) ? <Icon name={icon} size={16} /> : null;
}
