import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  onFault(error: unknown): void;
}

/** Draws nothing in the place of what threw, and tells of it. */
export class FaultBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onFault(error);
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}
