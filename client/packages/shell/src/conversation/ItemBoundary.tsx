import type { Item } from '@instar/protocol';
import { Component, type ReactNode } from 'react';
import { UnknownItem } from './UnknownItem.tsx';

interface Props {
  readonly item: Item;
  readonly children: ReactNode;
}

/** An item that can not be drawn is shown as data, and spoils nothing around it. */
export class ItemBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <UnknownItem item={this.props.item} /> : this.props.children;
  }
}
