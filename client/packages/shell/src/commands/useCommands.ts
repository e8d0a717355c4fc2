import { commandsAt, type NamedCommand } from '@instar/core';
import type { Command, Item } from '@instar/protocol';
import { useHost, useInterface, useSelector } from '@instar/react';
import { useMemo } from 'react';
import { whyReadOnly } from '../conversation/access.ts';

type Place = Command['places'][number];

const NONE: readonly NamedCommand[] = [];

/** Where a command stands that needs no message to be invoked on. */
const ANYWHERE: readonly Place[] = ['composer', 'header', 'slash', 'palette'];

/** The commands of every place but messages. */
export function useAllCommands(): readonly NamedCommand[] {
  return useCommandsAt(ANYWHERE);
}

/** The commands of a place that are there now [K1]. `item`: what they would be invoked on. */
export function useCommands(place: Place, item?: Item): readonly NamedCommand[] {
  return useCommandsAt(AT[place], item);
}

const AT: Readonly<Record<Place, readonly Place[]>> = {
  composer: ['composer'],
  header: ['header'],
  message: ['message'],
  slash: ['slash'],
  palette: ['palette'],
};

function useCommandsAt(places: readonly Place[], item?: Item): readonly NamedCommand[] {
  const { threadId } = useHost();
  const commands = useInterface(threadId, (ui) => ui.commands);
  const toggles = useInterface(threadId, (ui) => ui.toggles);
  const role = useSelector((state) => state.user?.role);
  const view = (state: Parameters<Parameters<typeof useSelector>[0]>[0]) =>
    threadId === undefined ? undefined : state.threads[threadId];
  const turnOpen = useSelector((state) =>
    Boolean(view(state)?.turns.some(({ status }) => status === 'open')),
  );
  const readOnly = useSelector((state) => whyReadOnly(view(state)?.thread) !== undefined);
  const itemType = item?.type;

  return useMemo(() => {
    if (readOnly) return NONE;
    const there = commandsAt(places, { commands, toggles }, { role, turnOpen, itemType });
    // Without a thread there is nothing to cancel.
    return threadId === undefined ? there.filter(({ id }) => id !== 'core.cancel') : there;
  }, [places, commands, toggles, role, turnOpen, itemType, readOnly, threadId]);
}
