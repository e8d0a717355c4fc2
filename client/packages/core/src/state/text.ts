/** The text of items, whole and growing. */
import type { Item } from '@instar/protocol';

interface Node {
  readonly value?: unknown;
  readonly streaming?: unknown;
  readonly children?: unknown;
}

interface Streaming extends Node {
  readonly value: string;
}

/** The item's text: that of its parts, joined. */
export function textOf(item: Item): string {
  return item.content.map(wordsOf).join('');
}

function wordsOf(part: Item['content'][number]): string {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      return part.text;
    case 'ask':
      return part.question;
    case 'command':
      return part.title;
    case 'action':
      return part.label;
    default:
      return '';
  }
}

/** An open item's text: that of its only part; of a widget, the value of its node that streams [D3]. */
export function openTextOf(item: Item): string {
  const [part] = item.content;
  return part?.type === 'widget' ? (streamIn(part.root)?.value ?? '') : textOf(item);
}

/** The open item with more text. What of a widget does not change is the same object as before. */
export function grown(item: Item, text: string): Item {
  const [part] = item.content;
  if (part?.type === 'widget')
    return { ...item, content: [{ ...part, root: grownTree(part.root, text) }] };
  return { ...item, content: [{ type: 'output_text', text: textOf(item) + text }] };
}

function streamIn(tree: unknown): Streaming | undefined {
  if (!isNode(tree)) return undefined;
  if (streams(tree)) return tree;
  for (const child of [tree.children].flat()) {
    const found = streamIn(child);
    if (found) return found;
  }
  return undefined;
}

function grownTree(tree: unknown, text: string): unknown {
  if (Array.isArray(tree)) {
    const nodes: unknown[] = tree.map((node) => grownTree(node, text));
    return nodes.some((node, at) => node !== tree[at]) ? nodes : tree;
  }
  if (!isNode(tree)) return tree;
  if (streams(tree)) return { ...tree, value: tree.value + text };
  const children = grownTree(tree.children, text);
  return children === tree.children ? tree : { ...tree, children };
}

const isNode = (tree: unknown): tree is Node => typeof tree === 'object' && tree !== null;

const streams = (node: Node): node is Streaming =>
  node.streaming === true && typeof node.value === 'string';
