import type { widgets } from '@instar/protocol';

export type AnyNode =
  | widgets.Node
  | widgets.Root
  | widgets.ListViewItem
  | widgets.TableRow
  | widgets.TableCell;

/** Whatever came with the item, as a node if it has the look of one. */
export function asNode(value: unknown): AnyNode | undefined {
  const type = typeof value === 'object' && value !== null && 'type' in value && value.type;
  // What its properties hold is found out when it is drawn, behind a boundary.
  return typeof type === 'string' ? (value as AnyNode) : undefined;
}

/** The nodes that a node holds. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  const held: unknown = 'children' in node ? node.children : undefined;
  const list: readonly unknown[] = Array.isArray(held) ? held : [held];
  return list.flatMap((child) => asNode(child) ?? []);
}

/** All nodes of trees, a parent before its children. */
export function* nodesIn(nodes: readonly AnyNode[]): Generator<widgets.Node> {
  for (const node of nodes) {
    yield node as widgets.Node;
    yield* nodesIn(childrenOf(node));
  }
}

/** What a node and those inside it say. */
export const wordsOf = (node: AnyNode): string =>
  [...nodesIn([node])]
    .map((each) => ('value' in each && each.value) || ('label' in each && each.label) || '')
    .filter(Boolean)
    .join(', ');
