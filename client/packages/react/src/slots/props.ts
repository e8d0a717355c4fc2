/** What each slot gives to the component that is drawn in it: the contract with those who contribute. */
import type { ThreadView } from '@instar/core';
import type { Attachment, Item } from '@instar/protocol';

/** The slots of the page, by name. */
export interface SlotProps {
  /** The side of the page: all threads, the search, who is signed in. */
  readonly threadList: ThreadListProps;
  /** The head of a thread: its title, who is here, its menu. */
  readonly threadHeader: ThreadHeaderProps;
  /** The conversation, from the oldest held item to what is said now. */
  readonly chatHistory: ChatHistoryProps;
  /** One item of the conversation. By default its renderer draws it. */
  readonly message: MessageProps;
  /** What can be done with a message, below it. */
  readonly messageActions: MessageProps;
  /** Where the next message is written. `useDraft` holds what is written. */
  readonly composer: ComposerProps;
  /** The tools in the foot of the composer. */
  readonly composerBar: ComposerBarProps;
  /** A column beside the conversation; on a narrow page a drawer. By default empty. */
  readonly rightPanel: AreaProps;
  /** A line below everything. By default empty. */
  readonly statusBar: AreaProps;
  /** A strip above the conversation. By default empty. */
  readonly banner: AreaProps;
  /** What a dialog of the user menu holds. By default empty: the menu has no entry for it then. */
  readonly settings: SettingsProps;
}

export type Slot = keyof SlotProps;

export interface ThreadListProps {
  /** The thread in view; undefined on the page of a new one. */
  readonly openId: string | undefined;
  /** Closes the drawer that holds the list on a narrow page. */
  onClose(): void;
}

export interface ThreadHeaderProps {
  readonly threadId: string;
  /** Undefined until the thread was opened. */
  readonly view: ThreadView | undefined;
}

export interface ChatHistoryProps {
  readonly view: ThreadView;
  /** An item to bring into sight, from a search. */
  readonly target: string | undefined;
}

export interface MessageProps {
  readonly item: Item;
  readonly state: ItemState;
}

/** What a thread says about one of its items. */
export interface ItemState {
  /** The queued turn that this message waits for. */
  readonly queued?: string;
  /** Why the answer is not whole, where no error below it says so. */
  readonly ending?: Ending;
  /** The answer at the end of the conversation was cut and can be gone on with. */
  readonly continuable?: boolean;
  /** The end of the conversation, with no turn open: the answer can be asked for again. */
  readonly last: boolean;
}

/** How the turn of an answer ended. */
export interface Ending {
  readonly status: string;
}

export interface ComposerProps {
  /** Undefined on the page of a new thread. */
  readonly threadId: string | undefined;
  /** Whether an answer is being written: a message then waits for its end. */
  readonly answering?: boolean;
  /** Resolves to false when the message could not be taken: what was written then stays. */
  onSend(message: Message): Promise<boolean> | boolean;
  /** Stops the answer. */
  onStop?(): void;
  /** Tells others whether this person is typing. */
  onTyping?(typing: boolean): void;
  /** The person wants to write the last message again. */
  onEditLast?(): void;
}

/** A message as the composer hands it on. */
export interface Message {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

export interface ComposerBarProps {
  /** Undefined on the page of a new thread. */
  readonly threadId: string | undefined;
  /** Lets the person choose files for the message. */
  onAttach(): void;
}

export interface AreaProps {
  /** The thread in view; undefined on the page of a new one. */
  readonly threadId: string | undefined;
}

export interface SettingsProps {
  /** Closes the dialog. */
  onClose(): void;
}
