import { dirname } from 'node:path';
import { MAX_DATA_BYTES, MAX_PAGE_ITEMS } from '../../../../shared/protocol/constants.ts';
import { spansOf } from '../../storage/byte-ranges.ts';
import { volumeOf } from '../../storage/volumes.ts';
import type { FileToSend } from './file-to-send.ts';

/** Files of one volume that fit into one frame together, whole. */
export interface WholeFiles {
  readonly kind: 'whole';
  readonly volume: string;
  readonly files: readonly FileToSend[];
}

/** The next part of a file that is read over several frames. */
export interface FilePart {
  readonly kind: 'part';
  readonly volume: string;
  readonly file: FileToSend;
  readonly from: number;
  readonly to: number;
  /** The receiver has these bytes: only the hash needs them. */
  readonly isHeld: boolean;
}

export type PlannedRead = WholeFiles | FilePart;

/** Says what is to be read for each frame, in the order of the stream. */
export function* planReads(files: Iterable<FileToSend>): Generator<PlannedRead, void> {
  const findVolume = createVolumeFinder();
  let batch: FileToSend[] = [];
  let [batchBytes, batchVolume] = [0, ''];
  for (const file of files) {
    const { sizeBytes } = file.entry;
    const volume = findVolume(file.source.path);
    const isWhole = sizeBytes <= MAX_DATA_BYTES && file.held.length === 0;
    const isFull = batchBytes + sizeBytes > MAX_DATA_BYTES || batch.length === MAX_PAGE_ITEMS || volume !== batchVolume;
    if (batch.length > 0 && (isFull || !isWhole)) {
      yield { kind: 'whole', volume: batchVolume, files: batch };
      [batch, batchBytes] = [[], 0];
    }
    if (!isWhole) {
      yield* planParts(file, volume);
      continue;
    }
    batch.push(file);
    batchBytes += sizeBytes;
    batchVolume = volume;
  }
  if (batch.length > 0) yield { kind: 'whole', volume: batchVolume, files: batch };
}

function* planParts(file: FileToSend, volume: string): Generator<FilePart, void> {
  for (const { from: start, to: end, isHeld } of spansOf(file.held, file.entry.sizeBytes)) {
    for (let from = start; from < end; from += MAX_DATA_BYTES) {
      yield { kind: 'part', volume, file, from, to: Math.min(end, from + MAX_DATA_BYTES), isHeld };
    }
  }
}

/** `volumeOf` a file, found once for its neighbours in the same folder. */
function createVolumeFinder(): (path: string) => string {
  let [folder, volume] = ['', ''];
  return (path) => {
    const its = dirname(path);
    if (its === folder) return volume;
    folder = its;
    volume = volumeOf(path);
    return volume;
  };
}
