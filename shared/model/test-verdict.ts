import type { ConnectionTest } from './connection-test.ts';
import type { Direction } from './transfer.ts';

/** What would limit a transfer: the speed limit of a user, or what the name says. */
type TestLimit = 'network' | 'limit' | 'processor' | 'disk-here' | 'disk-there';

interface Candidate {
  readonly by: TestLimit;
  /** Bytes a second, or files a second; null: not known. */
  readonly rate: number | null;
}

export interface TestVerdict {
  readonly by: TestLimit;
  readonly rate: number;
}

/** Size that "a small file" is here. Bytes. */
const SMALL_BYTES = 4_096;

/** How fast a large file would go, in bytes a second, and what would limit it; null: the network was not measured. */
export function judgeLargeFile(test: ConnectionTest, direction: Direction): TestVerdict | null {
  const { diskHere, diskThere } = test;
  const [source, target]: readonly [Candidate, Candidate] =
    direction === 'send'
      ? [
          { by: 'disk-here', rate: diskHere?.readBytesPerSec ?? null },
          { by: 'disk-there', rate: diskThere?.writeBytesPerSec ?? null },
        ]
      : [
          { by: 'disk-there', rate: diskThere?.readBytesPerSec ?? null },
          { by: 'disk-here', rate: diskHere?.writeBytesPerSec ?? null },
        ];
  const network = networkOf(test, direction);
  return network && slowest([network, target, source]);
}

/** How many small files a second would go, and what would limit them; null: the disk that takes them was not measured. */
export function judgeSmallFiles(test: ConnectionTest, direction: Direction): TestVerdict | null {
  const [by, disk] =
    direction === 'send' ? (['disk-there', test.diskThere] as const) : (['disk-here', test.diskHere] as const);
  const network = networkOf(test, direction);
  if (disk === null || network === null) return null;
  return slowest([
    { by, rate: disk.filesPerSec },
    { by: network.by, rate: network.rate / SMALL_BYTES },
  ]);
}

/** The network, as far as it was not something else that limited the measuring. */
function networkOf({ send, receive }: ConnectionTest, direction: Direction): TestVerdict | null {
  const flow = direction === 'send' ? send : receive;
  if (flow === null) return null;
  const by = flow.isLimited ? 'limit' : flow.isProcessorBound ? 'processor' : 'network';
  return { by, rate: flow.bytesPerSec };
}

/** The first of those that are as slow. */
function slowest(candidates: readonly Candidate[]): TestVerdict | null {
  let found: TestVerdict | null = null;
  for (const { by, rate } of candidates)
    if (rate !== null && (found === null || rate < found.rate)) found = { by, rate };
  return found;
}
