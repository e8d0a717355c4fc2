import type { Item } from '@instar/protocol';
import '../styles/forms.css';
import '../styles/widgets.css';
import { clockTime } from '../page/times.ts';
import { NodeView, ViewsProvider } from './NodeView.tsx';
import { type OnAction, RunningProvider, useActions } from './running.ts';
import { asNode } from './tree.ts';
import { VIEWS } from './views.ts';

interface Props {
  readonly item: Item;
  /** The tree, as it came. What this page does not know of it is left out or shown as a placeholder. */
  readonly root: unknown;
  /** Settles when the server has taken or refused the action. Undefined: this person may only look. */
  readonly onAction?: OnAction | undefined;
}

/** A widget: a tree of nodes that the server made. */
export function WidgetView({ item, root, onAction }: Props) {
  const running = useActions(item.id, onAction);
  const node = asNode(root);
  return (
    <RunningProvider value={running}>
      <ViewsProvider value={VIEWS}>
        <article className="widget" aria-label={`Instar, ${clockTime(item.createdAt)}`}>
          {node && <NodeView node={node} />}
        </article>
      </ViewsProvider>
    </RunningProvider>
  );
}
