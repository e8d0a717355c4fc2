/** Immutable maps by id. Without a prototype: `constructor` is an id like any other. */
export type ById<Value> = Readonly<Record<string, Value>>;

export function emptyById<Value>(): ById<Value> {
  return Object.create(null);
}

export function withEntry<Value>(map: ById<Value>, id: string, value: Value): ById<Value> {
  return Object.assign(Object.create(null), map, { [id]: value });
}

export function withoutEntry<Value>(map: ById<Value>, id: string): ById<Value> {
  if (!(id in map)) return map;
  const rest = Object.assign(Object.create(null), map);
  delete rest[id];
  return rest;
}

/** `map` with each value changed; itself when none was. */
export function mapValues<Value>(map: ById<Value>, change: (value: Value) => Value): ById<Value> {
  let result = map;
  for (const [id, value] of Object.entries(map)) {
    const changed = change(value);
    if (changed !== value) result = withEntry(result, id, changed);
  }
  return result;
}
