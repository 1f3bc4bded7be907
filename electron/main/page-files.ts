import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** One bundled file of the page. */
export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

// what the build makes; anything else (source maps) is not served
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * Reads all files of the built page, by URL path; `/` is index.html. They are few and small (about 1 MB in all), and
 * nothing else could be done meanwhile: before Electron is ready no promise of the file system is kept.
 */
export function readPageFiles(rootDir: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const path of listFiles(rootDir)) {
    const contentType = CONTENT_TYPES[extname(path)];
    if (contentType === undefined) continue;
    const file = { body: new Uint8Array(readFileSync(path)), contentType };
    const url = `/${relative(rootDir, path).split(sep).join('/')}`;
    files.set(url === '/index.html' ? '/' : url, file);
  }
  return files;
}

// readdir's own `recursive` does not know the inside of an asar archive everywhere
function listFiles(dir: string): readonly string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}
