/**
 * Yields `[item, prepare(item)]` in order while up to `depth` items are being prepared at once. `prepare` gives null
 * for an item that is not worth it. The consumer awaits the promise, so a failure reaches it with its item.
 */
export function* readAhead<Item, Prepared>(
  items: readonly Item[],
  depth: number,
  prepare: (item: Item) => Promise<Prepared> | null,
): Generator<readonly [Item, Promise<Prepared> | null], void> {
  const ahead: (readonly [Item, Promise<Prepared> | null])[] = [];
  let next = 0;
  while (next < items.length || ahead.length > 0) {
    for (; ahead.length < depth && next < items.length; next++) {
      // the bound was just checked
      const item = items[next] as Item;
      const prepared = prepare(item);
      // told to the consumer when its turn comes; until then it must not count as unhandled
      prepared?.catch(() => undefined);
      ahead.push([item, prepared]);
    }
    const first = ahead.shift();
    if (first) yield first;
  }
}
