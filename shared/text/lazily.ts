/** `make` at the first call, and the same thing ever after: formats of `Intl` take milliseconds of a start to load. */
export function lazily<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => (made ??= make());
}
