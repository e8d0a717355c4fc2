import { type ComponentType, Suspense, useSyncExternalStore } from 'react';
import { useHost } from '../host.tsx';
import { useInterface } from '../interface.ts';
import type { MessageProps } from '../slots/props.ts';
import { ItemBoundary } from './ItemBoundary.tsx';

export interface FallbackProps {
  readonly item: MessageProps['item'];
  /** What the renderer threw; undefined when there is no renderer. */
  readonly fault?: unknown;
}

interface Props extends MessageProps {
  /** Draws what no renderer can. */
  readonly fallback: ComponentType<FallbackProps>;
}

/** Draws an item as the server wants it, or as well as this page can. */
export function ItemRenderer({ item, state, fallback: Fallback }: Props) {
  const { renderers } = useHost();
  useSyncExternalStore(renderers.subscribe, () => renderers.all);
  const renderer = useInterface(item.threadId, (ui) => renderers.find(item.type, ui.renderers));
  if (!renderer) return <Fallback item={item} />;
  const { id, component: Component } = renderer;
  return (
    <ItemBoundary key={id} item={item} renderer={renderer} fallback={Fallback}>
      <Suspense>
        <Component item={item} state={state} />
      </Suspense>
    </ItemBoundary>
  );
}
