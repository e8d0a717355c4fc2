import type { NamedCommand } from '@instar/core';
import { textField } from './textField.ts';

/** A command as it is called in the composer. */
export interface Slash {
  readonly name: string;
  readonly command: NamedCommand;
}

/** What is written at the start of a message, as far as it calls a command. */
export interface Call {
  readonly matches: readonly Slash[];
  /** What follows the name. */
  readonly rest: string;
}

const short = ({ id }: NamedCommand): string => id.slice(id.lastIndexOf('.') + 1);

/** Each command by the last word of its id, or by the whole where two have the same. */
export function slashes(commands: readonly NamedCommand[]): readonly Slash[] {
  return commands.map((command) => {
    const alone = commands.every((other) => other === command || short(other) !== short(command));
    return { name: alone ? short(command) : command.id, command };
  });
}

/**
 * Which commands a text may call: while the name is written all that begin so, by name or by a word
 * of the title; after it the one, if it takes text. Whatever else begins with a slash is a message.
 */
export function callIn(text: string, known: readonly Slash[]): Call {
  const [, word, rest] = /^\/(\S*)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (word === undefined) return { matches: [], rest: '' };
  const wanted = word.toLowerCase();
  if (rest === undefined)
    return { matches: known.filter((slash) => begins(slash, wanted)), rest: '' };
  const named = known.filter(
    ({ name, command }) => name.toLowerCase() === wanted && takes(command, rest),
  );
  return { matches: named, rest: rest.trim() };
}

function begins({ name, command: { id, title } }: Slash, wanted: string): boolean {
  const words = wanted.includes('.') ? [id] : [name, ...title.split(/\s+/)];
  return words.some((word) => word.toLowerCase().startsWith(wanted));
}

function takes({ fields = [] }: NamedCommand, rest: string): boolean {
  return rest.trim() === '' || textField(fields) !== undefined;
}
