/** Our own bug when it fails: throws a plain Error, which is logged with its stack and never shown as a peer's fault. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`);
}

/** Makes a switch exhaustive at compile time. */
export function assertNever(value: never): never {
  throw new Error(`bug: unexpected ${JSON.stringify(value)}`);
}
