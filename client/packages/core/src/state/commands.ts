/** Which commands are there, for whom and when [K1]. */
import type { Command, Condition, User } from '@instar/protocol';
import type { WholeInterface } from './interface.ts';

export interface NamedCommand extends Command {
  readonly id: string;
}

/** From where a command would be invoked. */
export interface Situation {
  readonly role: User['role'] | undefined;
  readonly turnOpen: boolean;
  /** The type of the item that it would be invoked on, if on any. */
  readonly itemType?: string | undefined;
}

/** The commands of any of these places that are there now, by title. */
export function commandsAt(
  places: readonly Command['places'][number][],
  { commands, toggles }: Pick<WholeInterface, 'commands' | 'toggles'>,
  situation: Situation,
): readonly NamedCommand[] {
  return Object.entries(commands)
    .filter(([, command]) => command.places.some((place) => places.includes(place)))
    .filter(([, { when }]) => holds(when, toggles, situation))
    .map(([id, command]) => Object.assign({ id }, command))
    .toSorted((one, other) => one.title.localeCompare(other.title));
}

/** Whether all that a condition says is so. */
function holds(
  { roles = [], itemTypes = [], toggle, turn }: Condition = {},
  toggles: WholeInterface['toggles'],
  { role, turnOpen, itemType }: Situation,
): boolean {
  return (
    (roles.length === 0 || (role !== undefined && roles.includes(role))) &&
    (itemTypes.length === 0 || (itemType !== undefined && itemTypes.includes(itemType))) &&
    (!toggle || toggles[toggle]?.on === true) &&
    (!turn || (turn === 'open') === turnOpen)
  );
}
