import { Component, type ComponentType, type ReactNode } from 'react';
import type { MessageProps } from '../slots/props.ts';
import type { FallbackProps } from './ItemRenderer.tsx';
import type { Renderer } from './renderers.ts';

interface Props {
  readonly item: MessageProps['item'];
  readonly renderer: Renderer;
  readonly fallback: ComponentType<FallbackProps>;
  readonly children: ReactNode;
}

interface State {
  readonly fault: { readonly error: unknown } | undefined;
  readonly item: MessageProps['item'] | undefined;
  readonly renderer: Renderer | undefined;
}

/** An item that can not be drawn spoils nothing around it. It is tried again when it has changed. */
export class ItemBoundary extends Component<Props, State> {
  override state: State = { fault: undefined, item: undefined, renderer: undefined };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { fault: { error } };
  }

  static getDerivedStateFromProps({ item, renderer }: Props, state: State): State {
    // An open item changes with every frame: to try each time would be too often.
    const grew = item !== state.item && item.status !== 'in_progress';
    const again = grew || renderer !== state.renderer;
    return { fault: again ? undefined : state.fault, item, renderer };
  }

  override render(): ReactNode {
    const { item, fallback: Fallback, children } = this.props;
    const { fault } = this.state;
    return fault ? <Fallback item={item} fault={fault.error} /> : children;
  }
}
