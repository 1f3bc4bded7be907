// Run as a process of its own: writes notes as fast as it can, and prints the number of each as soon as it is kept.
import { writeSync } from 'node:fs';
import { silentLog } from '../../log.ts';
import { openJournals } from '../journals.ts';
import { toTransferId } from '../../../../shared/model/ids.ts';

const [, , dataDir = '', transferId = ''] = process.argv;
const WRITERS = 8;

async function noteOn(): Promise<void> {
  const loaded = await openJournals(dataDir, silentLog).findIncoming(toTransferId(transferId));
  if (loaded === null) throw new Error('no journal');
  const journal = await loaded.reopen();
  const { placed } = (await loaded.read()).intake;
  let next = placed.size;
  const writeForEver = async (): Promise<never> => {
    for (;;) {
      const index = next++;
      journal.noteBlock(index, 0, index);
      await journal.notePlaced(index, { savedAs: `f${index}`, sha256: 'ab'.repeat(32) });
      writeSync(1, `${index}\n`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writeForEver));
}

await noteOn();
