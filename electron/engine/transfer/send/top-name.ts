import nodePath from 'node:path';

/**
 * The name under which a dropped thing is sent: its own, and of a whole disk one that says which: `E` of `E:\\`, `media` of
 * `\\\\nas\\media`, `root` of `/`.
 *
 * @param path - only a test gives another system's
 */
export function topName(
  dropped: string,
  path: Pick<typeof nodePath, 'basename' | 'resolve' | 'parse'> = nodePath,
): string {
  const resolved = path.resolve(dropped);
  const { root } = path.parse(resolved);
  if (resolved !== root) return path.basename(resolved);
  const words = root.split(/[\\/:?]+/).filter((word) => word !== '' && word !== '.');
  return words.at(-1) ?? 'root';
}
