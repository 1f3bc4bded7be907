import { closeSync, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { onHangUp, tell } from './control-line.mjs';

// Opens whatever is new or changed below some folders for a moment, sharing all, as a virus scanner or the indexer does.
// Arguments: folders. Says { opened } as it goes on, the number so far.

const HELD_MS = 40;
const LOOK_MS = 5;

/** @type {Map<string, string>} file → what it was when it was opened last */
const seen = new Map();
let opened = 0;

/** @param {string} folder */
function look(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // gone again, or held by others: the next look tells
    attempt(() => (entry.isDirectory() ? look(path) : open(path)));
  }
}

/** @param {string} file */
function open(file) {
  const { mtimeMs, size } = statSync(file);
  const version = `${mtimeMs} ${size}`;
  if (seen.get(file) === version) return;
  seen.set(file, version);
  const handle = openSync(file, 'r');
  opened++;
  setTimeout(() => closeSync(handle), HELD_MS);
}

/** @param {() => void} act */
function attempt(act) {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

const folders = process.argv.slice(2);
setInterval(() => {
  const before = opened;
  for (const folder of folders) attempt(() => look(folder));
  if (opened > before) tell({ opened });
}, LOOK_MS);
onHangUp(() => process.exit(0));
tell({ opened });
