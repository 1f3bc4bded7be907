/** What direct I/O wants addresses, offsets and lengths to be a multiple of: the largest logical block of common disks. */
export const ALIGN_BYTES = 4096;

const WASM_PAGE_BYTES = 65_536;

/**
 * Zeroed memory that begins at a page boundary, and that all threads share. Node's own buffers promise no alignment;
 * WebAssembly's memory begins at a page in every engine, as it is mapped.
 *
 * Each call takes gigabytes of address space for guard pages: call it rarely, for much at once.
 *
 * @param sizeBytes - a multiple of 64 KiB
 * @throws RangeError when there is no room
 */
export function allocateAligned(sizeBytes: number): Uint8Array {
  const pages = sizeBytes / WASM_PAGE_BYTES;
  return new Uint8Array(new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }).buffer);
}

/**
 * Whether the system may move `bytes` to a disk without a copy of its own. Only memory of `allocateAligned` is shared
 * between threads here, so that this can be told in all of them; should it be wrong, the system refuses (EINVAL).
 */
export function isAligned(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes;
  return buffer instanceof SharedArrayBuffer && byteOffset % ALIGN_BYTES === 0 && length % ALIGN_BYTES === 0;
}
