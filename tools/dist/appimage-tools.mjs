import { closeSync, mkdirSync, openSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../process/project-root.mjs';
import { run } from '../process/run.mjs';
import { PlainError, say } from '../process/say.mjs';

const SOURCES = ['tools/package/appimage-runtime.c', 'tools/package/appimage-lzo.c'].map((path) => inRoot(path));
const LIBRARIES = ['-lsquashfuse', '-lz', '-llzma', '-llz4', '-lzstd'];
/** What marks an ELF file as an AppImage of type 2, and where. */
const MAGIC = { bytes: 'AI\x02', at: 8 };

/** Debian's packages for it. */
export const APPIMAGE_PACKAGES = [
  ...['squashfs-tools', 'desktop-file-utils', 'gcc', 'libc6-dev', 'libsquashfuse-dev'],
  ...['zlib1g-dev', 'liblzma-dev', 'liblz4-dev', 'libzstd-dev'],
];

/**
 * A folder as electron-builder expects it at APPIMAGE_TOOLS_PATH, with a runtime built from our own source: nothing
 * downloaded goes into the AppImage.
 * @returns {Promise<string>}
 * @throws {PlainError} the runtime could not be built
 */
export async function makeAppImageTools() {
  const folder = inRoot('.cache/appimage-tools');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'runtimes'), { recursive: true });
  // its place for libraries to be put into the image: none
  mkdirSync(join(folder, 'lib/x64'), { recursive: true });
  for (const program of ['mksquashfs', 'desktop-file-validate']) {
    symlinkSync(join('/usr/bin', program), join(folder, program));
  }
  await buildRuntime(join(folder, 'runtimes/runtime-x64'));
  return folder;
}

/** @param {string} target */
async function buildRuntime(target) {
  say('Building the AppImage runtime ...');
  const flags = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-static', '-s'];
  const { code } = await run('gcc', [...flags, '-o', target, ...SOURCES, ...LIBRARIES]);
  if (code !== 0) throw new PlainError('The AppImage runtime could not be built.');
  const file = openSync(target, 'r+');
  writeSync(file, Buffer.from(MAGIC.bytes, 'latin1'), 0, MAGIC.bytes.length, MAGIC.at);
  closeSync(file);
}
