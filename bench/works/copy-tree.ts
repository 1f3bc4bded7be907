import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Copies folders and plain files, none of the rest: movers differ in what they do with links.
 *
 * @param maxFiles - ends when it has so many
 */
export function copyTree(
  from: string,
  to: string,
  maxFiles: number,
): { readonly files: number; readonly bytes: number } {
  let files = 0;
  let bytes = 0;
  const visit = (source: string, target: string): void => {
    mkdirSync(target, { recursive: true });
    for (const entry of readdirSync(source, { withFileTypes: true })) {
      const [path, copy] = [join(source, entry.name), join(target, entry.name)];
      if (files === maxFiles) return;
      if (entry.isDirectory()) visit(path, copy);
      if (!entry.isFile()) continue;
      copyFileSync(path, copy);
      files++;
      bytes += statSync(copy).size;
    }
  };
  visit(from, to);
  return { files, bytes };
}
