import type { MoverId } from '../movers/mover-facts.ts';
import type { Cell, Results, Round } from '../report/results.ts';

const ROUND: Round = {
  seconds: 1,
  wholeSeconds: 1,
  cpuSeconds: null,
  wholeCpuSeconds: null,
  peakMib: null,
  growthMib: null,
  wireExtraBytes: null,
  mainP99Ms: null,
  steadiness: null,
};

/** Of the large file on tmpfs, unless told otherwise. */
export const makeCell = (mover: MoverId, rounds: readonly Partial<Round>[], at: Partial<Cell> = {}): Cell => ({
  ...{ medium: 'tmpfs', work: 'large', mover, ...at },
  rounds: rounds.map((round) => ({ ...ROUND, ...round })),
});

export function makeResults(cells: readonly Cell[]): Results {
  return {
    version: 1,
    machine: {
      ...{ startedAt: '2026-12-01T02:50:00.000Z', minutes: 18, commit: 'abcdef0', cpu: 'A processor', cores: 2 },
      ...{ memoryGib: 24, kernel: 'Linux 6', loadBefore: 0.1, versions: { node: 'v20', rsync: '3.5.0' } },
      media: [
        { id: 'tmpfs', fileSystem: 'tmpfs' },
        { id: 'disk', fileSystem: 'ext4' },
      ],
    },
    works: [
      { id: 'large', title: 'one file of 2 GiB', figure: 'MB/s', files: 1, bytes: 2 * 1024 ** 3 },
      { id: 'small', title: '10,000 files of 4 KiB', figure: 'files/s', files: 10_000, bytes: 40_960_000 },
      { id: 'tiny', title: '100,000 files of 1 KiB', figure: 'files/s', files: 100_000, bytes: 102_400_000 },
      { id: 'latency', title: 'one file of 1 KiB', figure: 'ms', files: 1, bytes: 1_024 },
    ],
    cells,
    leftOut: [{ what: 'nc', why: 'nc is not installed' }],
    hasFailed: false,
  };
}
