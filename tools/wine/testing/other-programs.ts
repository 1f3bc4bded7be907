import { join } from 'node:path';
import { windowsPath } from '../wine-home.mjs';
import { startInWine, type WineProgram } from './wine-program.ts';

/** How another program has a file open: it shares all, or nothing. */
export type Hold = 'shared' | 'alone';

export interface HeldFiles {
  /** Resolves when they are free; tells the program to wait so many milliseconds before. */
  free(afterMs?: number): Promise<void>;
}

const program = (name: string): string => join(import.meta.dirname, '../programs', name);

/** Opens files (absolute paths of this computer) in another program of Windows; it has them when this resolves. */
export async function holdFiles(how: Hold, ...files: readonly string[]): Promise<HeldFiles> {
  const holder = await startInWine(program('hold-files.mjs'), [how, ...files.map(windowsPath)]);
  await nextMessage(holder, 'held');
  return {
    async free(afterMs = 0) {
      holder.tell({ afterMs });
      await nextMessage(holder, 'freed');
      holder.hangUp();
    },
  };
}

/** From when this resolves to the end of the test another program opens each new file below `folders` for a moment. */
export async function scanFolders(...folders: readonly string[]): Promise<{ readonly opened: () => number }> {
  const scanner = await startInWine(program('scan-files.mjs'), folders.map(windowsPath));
  let opened = 0;
  scanner.onMessage((message) => {
    // the program says nothing else
    ({ opened } = message as { opened: number });
  });
  await nextMessage(scanner, 'opened');
  return { opened: () => opened };
}

function nextMessage(program: WineProgram, field: string): Promise<void> {
  return new Promise((resolve, reject) => {
    program.child.once('exit', () => reject(new Error(`it ended before it said "${field}"`)));
    program.onMessage((message) => {
      if (typeof message === 'object' && message !== null && field in message) resolve();
    });
  });
}
