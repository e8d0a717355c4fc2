/** The client without a framework: one state, one connection, one outbox. */
export type * from './api.ts';
export { createClient } from './client.ts';
export type { Environment } from './environment.ts';
export { InstarError, RestError } from './errors.ts';
export { createRest, type RequestOptions, type Rest } from './rest/rest.ts';
export { commandsAt, type NamedCommand, type Situation } from './state/commands.ts';
export { interfaceOf, type Layer, type WholeInterface } from './state/interface.ts';
export { whyLocked, whyNoUploads } from './state/locks.ts';
export { pickerValue } from './state/pickers.ts';
export { applyRules, type Entry } from './state/rules.ts';
export { textOf } from './state/text.ts';
