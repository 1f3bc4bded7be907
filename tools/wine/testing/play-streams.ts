import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// To be imported before anything else. Wine 8 has no streams: to it `a:Zone.Identifier` is a file of that name. STREAMS=ntfs
// plays what NTFS does: the write succeeds, and it is a change of the file itself, whose time becomes now. Otherwise it is
// refused, as on FAT.

const STREAM = ':Zone.Identifier';

/** @throws as on FAT, unless NTFS is played */
function play(stream: string): void {
  if (process.env['STREAMS'] !== 'ntfs') throw Object.assign(new Error('no streams here'), { code: 'EINVAL' });
  const now = new Date();
  fs.utimesSync(stream.slice(0, -STREAM.length), now, now);
}

const isStream = (file: unknown): file is string => typeof file === 'string' && file.endsWith(STREAM);

const write = fs.promises.writeFile;
const playWrite: typeof write = async (file, data, options) =>
  isStream(file) ? play(file) : write(file, data, options);
fs.promises.writeFile = playWrite;

// what disk threads use
const writeSync = fs.writeFileSync;
const playWriteSync: typeof writeSync = (file, data, options) =>
  isStream(file) ? play(file) : writeSync(file, data, options);
fs.writeFileSync = playWriteSync;
syncBuiltinESMExports();
