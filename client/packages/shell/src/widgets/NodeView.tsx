import { type ComponentType, createContext, PureComponent, type ReactNode } from 'react';
import { type AnyNode, childrenOf } from './tree.ts';

/** Who draws which node. A component gets the node as its type says; behind a boundary, in case it lies. */
// oxlint-disable-next-line typescript/no-explicit-any -- each takes a node of its own type
export type Views = Readonly<Record<string, ComponentType<{ readonly node: any }>>>;

const Context = createContext<Views>({});

export const ViewsProvider = Context.Provider;

interface Props {
  readonly node: AnyNode;
}

interface State {
  readonly broken: boolean;
  readonly node: AnyNode | undefined;
}

/**
 * A node by its type; a placeholder for one that this page does not know, or that can not be drawn: it spoils
 * nothing around it, and is tried again when it has changed.
 */
export class NodeView extends PureComponent<Props, State> {
  static override contextType = Context;
  declare context: Views;
  override state: State = { broken: false, node: undefined };

  static getDerivedStateFromError(): Partial<State> {
    return { broken: true };
  }

  static getDerivedStateFromProps({ node }: Props, state: State): State {
    return { broken: state.broken && node === state.node, node };
  }

  override render(): ReactNode {
    const { node } = this.props;
    const View = Object.hasOwn(this.context, node.type) ? this.context[node.type] : undefined;
    return View && !this.state.broken ? <View node={node} /> : <Placeholder type={node.type} />;
  }
}

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
