import type { Renderer } from '@instar/react';
import { ActionItem } from '../items/ActionItem.tsx';
import { AssistantMessage } from '../items/AssistantMessage.tsx';
import { CommandItem } from '../items/CommandItem.tsx';
import { CompactMessage } from '../items/CompactMessage.tsx';
import { EndOfTurn } from '../items/EndOfTurn.tsx';
import { ErrorItem } from '../items/ErrorItem.tsx';
import { ImageItem } from '../items/ImageItem.tsx';
import { Notice } from '../items/Notice.tsx';
import { Reasoning } from '../items/Reasoning.tsx';
import { StructuredInput } from '../items/StructuredInput.tsx';
import { TaskItem } from '../items/TaskItem.tsx';
import { ToolCall } from '../items/ToolCall.tsx';
import { UserMessage } from '../items/UserMessage.tsx';
import { Widget } from '../items/Widget.tsx';
import { WorkflowItem } from '../items/WorkflowItem.tsx';

/** What the page itself can draw. */
export const renderers: readonly Renderer[] = [
  { id: 'core.action', types: ['action'], component: ActionItem },
  { id: 'core.answer', types: ['assistant_message'], component: AssistantMessage },
  { id: 'core.ask', types: ['structured_input'], component: StructuredInput },
  { id: 'core.command', types: ['command'], component: CommandItem },
  // For who wants to see more at once: the server can choose it.
  { id: 'core.compact', types: ['assistant_message'], component: CompactMessage, rank: -1 },
  { id: 'core.end', types: ['end_of_turn'], component: EndOfTurn },
  { id: 'core.error', types: ['error'], component: ErrorItem },
  { id: 'core.image', types: ['image'], component: ImageItem },
  { id: 'core.message', types: ['user_message'], component: UserMessage },
  { id: 'core.notice', types: ['notice'], component: Notice },
  { id: 'core.reasoning', types: ['reasoning'], component: Reasoning },
  { id: 'core.task', types: ['task'], component: TaskItem },
  { id: 'core.tool', types: ['tool_call'], component: ToolCall },
  { id: 'core.widget', types: ['widget'], component: Widget },
  { id: 'core.workflow', types: ['workflow'], component: WorkflowItem },
];
