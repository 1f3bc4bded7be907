// Run as a process of its own: swaps FOLDER for a link to OUTSIDE and back, as fast as it can, until its input ends.
import { renameSync, symlinkSync, unlinkSync } from 'node:fs';

const [, , folder = '', aside = '', outside = ''] = process.argv;
let isStopped = false;
process.stdin.on('end', () => (isStopped = true)).resume();

function swap() {
  renameSync(folder, aside);
  symlinkSync(outside, folder);
  unlinkSync(folder);
  renameSync(aside, folder);
}

let swaps = 0;
function spin() {
  for (let i = 0; i < 200; i += 1) swap();
  swaps += 200;
  if (isStopped) process.stdout.write(`${swaps}\n`, () => process.exit());
  else setImmediate(spin);
}
process.stdout.write('swapping\n');
spin();
