/** Yields `begin(item)` of each item in order, when up to `depth - 1` items after it have begun, too. */
export function* readAhead<Item, Begun>(
  items: Iterable<Item>,
  depth: number,
  begin: (item: Item) => Begun,
): Generator<Begun, void> {
  const ahead: Begun[] = [];
  for (const item of items) {
    ahead.push(begin(item));
    const first = ahead.length === depth ? ahead.shift() : undefined;
    if (first !== undefined) yield first;
  }
  yield* ahead;
}
