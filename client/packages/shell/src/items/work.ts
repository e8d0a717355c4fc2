import type { Item } from '@instar/protocol';

const WORK: ReadonlySet<string> = new Set(['reasoning', 'tool_call']);

/** Whether an item is something that the assistant does on the way to an answer. */
export const isWork = ({ type }: Item): boolean => WORK.has(type);
