import { closeSync, constants, openSync } from 'node:fs';
import { onHangUp, onMessage, tell } from './control-line.mjs';

// Has files open in a process of its own until it is told to let them go, or for some milliseconds. Arguments: `shared`, as
// a backup reads, or `alone`, as Outlook has its mail; files. Says { held } once it has them and { freed } when it has not.

/** UV_FS_O_EXLOCK: nobody else may open it. */
const ALONE = constants.O_RDWR | 0x1000_0000;

const [how, ...files] = process.argv.slice(2);
const handles = files.map((file) => openSync(file, how === 'alone' ? ALONE : 'r'));

function free() {
  for (const handle of handles.splice(0)) closeSync(handle);
  tell({ freed: true });
}

onMessage((message) => {
  const { afterMs } = /** @type {{ afterMs: number }} */ (message);
  setTimeout(free, afterMs);
});
onHangUp(() => process.exit(0));
tell({ held: handles.length });
