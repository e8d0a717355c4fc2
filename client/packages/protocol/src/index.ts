/** The wire as TypeScript sees it: types and validators made from the server's models. */
import * as z from 'zod/mini';
import type { Answer, AskPart, DownMessage, TurnEnd, TurnSubmitPayload } from './generated.ts';

export * from './generated.ts';
export {
  Page_Item_ as ItemPage,
  Page_SearchHit_ as SearchPage,
  Page_Thread_ as ThreadPage,
} from './generated.ts';
export { codePoints, dropCodePoints } from './text.ts';
export type * as widgets from './widgets/generated.ts';

/** A validator of what REST answers. */
export type Shape<Read> = z.ZodMiniType<Read>;

/** The shape of a list that has no pages: `{data: […]}`. */
export const listOf = <Entry extends z.ZodMiniType>(entry: Entry) =>
  z.object({ data: z.array(entry) });

/** What to do when a turn is open already. */
export type Policy = NonNullable<TurnSubmitPayload['policy']>;

/** A control that a person fills in. */
export type Field = NonNullable<AskPart['fields']>[number];

/** What a person put into a field. */
export type Value = NonNullable<Answer['values']>[string];

/** How a turn ended. */
export type EndStatus = TurnEnd['payload']['status'];

/** A refusal on the socket: `error.<family>`. */
export type ErrorMessage = Extract<DownMessage, { type: `error.${string}` }>;
