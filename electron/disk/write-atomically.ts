import writeFileAtomic from 'write-file-atomic';
import { forgiveFlush } from './forgive-flush.ts';
import { patiently } from './patiently.ts';

interface Options {
  readonly mode: number;
  /** False: only a kill, no power cut, must find the old content or the new one. */
  readonly fsync: boolean;
}

/**
 * Replaces what is in `file`, also while another program reads it: there is the old content or the new one at any moment.
 *
 * @throws what the system says; the file is as it was then
 */
export async function writeAtomically(file: string, text: string, { mode, fsync }: Options): Promise<void> {
  const write = (mustFlush: boolean): Promise<void> =>
    patiently(() => writeFileAtomic(file, text, { mode, fsync: mustFlush }));
  try {
    await write(fsync);
  } catch (error) {
    if (!fsync) throw error;
    forgiveFlush(error);
    await write(false);
  }
}
