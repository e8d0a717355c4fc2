/** Remembers by identity what was made of several objects, for as long as all of them live. */
export function memoByParts<Part extends object, Value>(
  make: (parts: readonly Part[]) => Value,
): (parts: readonly Part[]) => Value {
  const root = new Node<Part, Value>();
  return (parts) => {
    const node = parts.reduce((above, part) => above.below(part), root);
    node.made ??= { value: make(parts) };
    return node.made.value;
  };
}

class Node<Part extends object, Value> {
  made: { readonly value: Value } | undefined;
  readonly #below = new WeakMap<Part, Node<Part, Value>>();

  below(part: Part): Node<Part, Value> {
    const known = this.#below.get(part);
    if (known) return known;
    const node = new Node<Part, Value>();
    this.#below.set(part, node);
    return node;
  }
}
