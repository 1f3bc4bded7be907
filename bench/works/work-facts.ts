export const WORK_IDS = ['large', 'small', 'latency', 'tiny', 'photos', 'tree'] as const;

/** Something to be moved; in the order in which they are measured. */
export type WorkId = (typeof WORK_IDS)[number];

/** What is told of it: MB are of 10^6 bytes. */
type Figure = 'MB/s' | 'files/s' | 'ms';

/** What was made to be moved. */
export interface WorkFacts {
  readonly id: WorkId;
  readonly title: string;
  readonly figure: Figure;
  readonly files: number;
  readonly bytes: number;
}

export interface Sizes {
  readonly largeMib: number;
  readonly smallFiles: number;
  readonly tinyFiles: number;
  readonly photos: number;
  readonly photoMib: number;
  /** A folder whose files are moved as the source tree; links in it are left out. */
  readonly treeDir: string;
  /** Of the tree, so many files at most. */
  readonly treeFiles: number;
}

/** What a work of these sizes is called, and told by. */
export function describeWork(id: WorkId, sizes: Sizes): Pick<WorkFacts, 'title' | 'figure'> {
  switch (id) {
    case 'large':
      return { title: `one file of ${inUnits(sizes.largeMib)}`, figure: 'MB/s' };
    case 'small':
      return { title: `${count(sizes.smallFiles)} files of 4 KiB`, figure: 'files/s' };
    case 'tiny':
      return { title: `${count(sizes.tinyFiles)} files of 1 KiB`, figure: 'files/s' };
    case 'photos':
      return { title: `a photo library: ${count(sizes.photos)} files of ${sizes.photoMib} MiB`, figure: 'MB/s' };
    case 'tree':
      return { title: 'a source tree: unpacked packages', figure: 'files/s' };
    case 'latency':
      return { title: 'one file of 1 KiB, devices connected', figure: 'ms' };
  }
}

const inUnits = (mib: number): string => (mib % 1024 === 0 ? `${mib / 1024} GiB` : `${mib} MiB`);

/** With commas, as in the pages of this repository. */
const count = (value: number): string => value.toLocaleString('en');

/** A time in the unit of the figure: larger is better, but for milliseconds. */
export function toFigure({ figure, files, bytes }: WorkFacts, seconds: number): number {
  switch (figure) {
    case 'MB/s':
      return bytes / 1e6 / seconds;
    case 'files/s':
      return files / seconds;
    case 'ms':
      return seconds * 1000;
  }
}
