/** Places kept for what is gone. More of them only come from a device that shows up under ever new names. */
export const MAX_GAPS = 50;

/**
 * The order in which to show things that somebody may be aiming at. While they are held, what is shown keeps its place,
 * also when it is gone, and newcomers go to the end; else it is the wanted order.
 *
 * @returns `shown` itself when nothing changes; ids that are not in `wanted` are empty places
 */
export function steadyOrder<Id>(shown: readonly Id[], wanted: readonly Id[], isHeld: boolean): readonly Id[] {
  const next = isHeld ? heldOrder(shown, wanted) : wanted;
  return next.length === shown.length && next.every((id, at) => id === shown[at]) ? shown : next;
}

function heldOrder<Id>(shown: readonly Id[], wanted: readonly Id[]): readonly Id[] {
  const [known, present] = [new Set(shown), new Set(wanted)];
  const newcomers = wanted.filter((id) => !known.has(id));
  const staying = shown.filter((id) => present.has(id));
  return [...(shown.length - staying.length > MAX_GAPS ? staying : shown), ...newcomers];
}
