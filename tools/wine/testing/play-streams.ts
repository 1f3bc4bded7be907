import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// To be imported before anything else. Wine 8 has no streams: to it `a:Zone.Identifier` is a file of that name. STREAMS=ntfs
// plays what NTFS does: the write succeeds, and it is a change of the file itself, whose time becomes now. Otherwise it is
// refused, as on FAT.

const STREAM = ':Zone.Identifier';

const write = fs.promises.writeFile;
const playWrite: typeof write = async (file, data, options) => {
  if (typeof file !== 'string' || !file.endsWith(STREAM)) return write(file, data, options);
  if (process.env['STREAMS'] !== 'ntfs') throw Object.assign(new Error('no streams here'), { code: 'EINVAL' });
  const now = new Date();
  await fs.promises.utimes(file.slice(0, -STREAM.length), now, now);
};
fs.promises.writeFile = playWrite;
syncBuiltinESMExports();
