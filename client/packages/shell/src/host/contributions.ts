import type { Contribution } from '@instar/react';
import { ComposerCommands, HeaderCommands, MessageCommands } from '../commands/CommandBar.tsx';
import { AttachButton } from '../composer/AttachButton.tsx';
import { Composer } from '../composer/Composer.tsx';
import { ModelPicker } from '../composer/ModelPicker.tsx';
import { Options } from '../composer/Options.tsx';
import { Conversation } from '../conversation/Conversation.tsx';
import { ThreadHeader } from '../conversation/ThreadHeader.tsx';
import { ItemView } from '../items/ItemView.tsx';
import { MessageActions } from '../items/MessageActions.tsx';
import { Threads } from '../threads/Threads.tsx';

/** Below what anybody adds. */
const DEFAULT = { mode: 'replace', priority: Number.NEGATIVE_INFINITY } as const;

/** Beside whoever takes the place. */
const AFTER = { mode: 'after' } as const;

/** The page's own parts: what is drawn in a slot when nothing takes its place. */
export const contributions: readonly Contribution[] = [
  { ...DEFAULT, id: 'core.threads', slot: 'threadList', component: Threads },
  { ...DEFAULT, id: 'core.header', slot: 'threadHeader', component: ThreadHeader },
  { ...DEFAULT, id: 'core.conversation', slot: 'chatHistory', component: Conversation },
  { ...DEFAULT, id: 'core.item', slot: 'message', component: ItemView },
  { ...DEFAULT, id: 'core.actions', slot: 'messageActions', component: MessageActions },
  { ...DEFAULT, id: 'core.composer', slot: 'composer', component: Composer },
  { ...DEFAULT, id: 'core.attach', slot: 'composerBar', component: AttachButton },
  { ...AFTER, id: 'core.model', slot: 'composerBar', component: ModelPicker, priority: 1 },
  { ...AFTER, id: 'core.options', slot: 'composerBar', component: Options },
  { ...AFTER, id: 'core.commands', slot: 'composerBar', component: ComposerCommands },
  { ...AFTER, id: 'core.commands', slot: 'threadHeader', component: HeaderCommands },
  { ...AFTER, id: 'core.commands', slot: 'messageActions', component: MessageCommands },
];
