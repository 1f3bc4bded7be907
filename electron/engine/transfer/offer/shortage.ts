/** Significant bits of what a stranger is told. */
const BITS = 2;

/** At least `bytes`, in steps of up to a half: what a stranger is told must not be how much of the disk is free. */
export function toCoarse(bytes: number): number {
  if (bytes < 2 ** BITS) return Math.ceil(bytes);
  const step = 2 ** (Math.floor(Math.log2(bytes)) - BITS + 1);
  return Math.min(Math.ceil(bytes / step) * step, Number.MAX_SAFE_INTEGER);
}
