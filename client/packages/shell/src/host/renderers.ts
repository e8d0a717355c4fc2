import type { Renderer } from '@instar/react';
import { AssistantMessage } from '../items/AssistantMessage.tsx';
import { Notice } from '../items/Notice.tsx';
import { UserMessage } from '../items/UserMessage.tsx';

/** What the page itself can draw. */
export const renderers: readonly Renderer[] = [
  { id: 'core.answer', types: ['assistant_message'], component: AssistantMessage },
  { id: 'core.message', types: ['user_message'], component: UserMessage },
  { id: 'core.notice', types: ['notice'], component: Notice },
];
