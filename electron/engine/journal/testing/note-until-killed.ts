// Run as a process of its own: writes numbered notes as fast as it can, and prints each number as soon as it is kept.
import { writeSync } from 'node:fs';
import { toTransferId } from '../../../../shared/model/ids.ts';
import { silentLog } from '../../log.ts';
import { openJournals } from '../journals.ts';

const [, , dataDir = '', transferId = ''] = process.argv;
const WRITERS = 8;

async function noteOn(): Promise<void> {
  const loaded = await openJournals(dataDir, silentLog).findReceive(toTransferId(transferId));
  if (loaded === null) throw new Error('no journal');
  const { entries, noted } = await loaded.read();
  const { placed } = noted;
  const journal = await loaded.reopen();
  let next = 1 + Math.max(-1, ...[...placed.values()].map(({ savedAs }) => Number(savedAs)));
  const writeForEver = async (): Promise<never> => {
    for (;;) {
      const number = next++;
      const index = number % entries.length;
      journal.noteBlock(index, 0, number);
      await journal.notePlaced(index, { savedAs: String(number), sha256: 'ab'.repeat(32) });
      writeSync(1, `${number}\n`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writeForEver));
}

await noteOn();
