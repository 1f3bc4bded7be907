import { useMemo, useState } from 'react';
import { steadyOrder } from './steady-order.ts';

/** A place in a list that stands still. */
export interface SteadyPlace<Item> {
  readonly id: string;
  /** undefined: it is gone, and its place is kept. */
  readonly item: Item | undefined;
}

/** `items` in an order that does not change while it is held. See {@link steadyOrder}. */
export function useSteadyOrder<Item extends { readonly id: string }>(
  items: readonly Item[],
  isHeld: boolean,
): readonly SteadyPlace<Item>[] {
  const byId = useMemo(() => new Map<string, Item>(items.map((item) => [item.id, item])), [items]);
  const [shown, setShown] = useState<readonly string[]>(() => [...byId.keys()]);
  const order = steadyOrder(shown, [...byId.keys()], isHeld);
  // known before anything is drawn: React draws again with it at once
  if (order !== shown) setShown(order);
  return useMemo(() => order.map((id) => ({ id, item: byId.get(id) })), [order, byId]);
}
