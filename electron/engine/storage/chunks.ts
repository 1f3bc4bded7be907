export function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

/** The first `bytes` of `chunks` and the rest, without a copy. Fewer bytes: all of them, and nothing. */
export function splitAt(
  chunks: readonly Uint8Array[],
  bytes: number,
): readonly [readonly Uint8Array[], readonly Uint8Array[]] {
  let left = bytes;
  const cut = chunks.findIndex((chunk) => {
    if (chunk.length > left) return true;
    left -= chunk.length;
    return false;
  });
  const split = chunks[cut];
  if (split === undefined) return [chunks, []];
  const before = chunks.slice(0, cut);
  if (left === 0) return [before, chunks.slice(cut)];
  return [
    [...before, split.subarray(0, left)],
    [split.subarray(left), ...chunks.slice(cut + 1)],
  ];
}
