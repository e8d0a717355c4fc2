import {
  Component,
  type ComponentType,
  createContext,
  memo,
  type ReactNode,
  useContext,
} from 'react';
import { type AnyNode, childrenOf } from './tree.ts';

/** Who draws which node. A component gets the node as its type says; behind a boundary, in case it lies. */
// oxlint-disable-next-line typescript/no-explicit-any -- each takes a node of its own type
export type Views = Readonly<Record<string, ComponentType<{ readonly node: any }>>>;

const Context = createContext<Views>({});

export const ViewsProvider = Context.Provider;

/** A node by its type; a placeholder for one that this page does not know. */
export const NodeView = memo(function NodeView({ node }: { readonly node: AnyNode }) {
  const views = useContext(Context);
  const View = Object.hasOwn(views, node.type) ? views[node.type] : undefined;
  if (!View) return <Placeholder type={node.type} />;
  return (
    <NodeBoundary node={node}>
      <View node={node} />
    </NodeBoundary>
  );
});

/** The nodes inside a node, in their order. */
export function Children({ of }: { readonly of: AnyNode }) {
  return childrenOf(of).map((child, index) => (
    <NodeView key={keyOf(child) ?? index} node={child} />
  ));
}

export const keyOf = (node: AnyNode): string | undefined =>
  ('key' in node && node.key) || undefined;

function Placeholder({ type }: { readonly type: string }) {
  return (
    <span className="w-placeholder" role="note">
      This page can not show “{type}”.
    </span>
  );
}

interface BoundaryProps {
  readonly node: AnyNode;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly broken: boolean;
  readonly node: AnyNode | undefined;
}

/** A node that can not be drawn spoils nothing around it. It is tried again when it has changed. */
class NodeBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { broken: false, node: undefined };

  static getDerivedStateFromError(): Partial<BoundaryState> {
    return { broken: true };
  }

  static getDerivedStateFromProps({ node }: BoundaryProps, state: BoundaryState): BoundaryState {
    return { broken: state.broken && node === state.node, node };
  }

  override render(): ReactNode {
    const { node, children } = this.props;
    return this.state.broken ? <Placeholder type={node.type} /> : children;
  }
}
