import type { MessagePort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { DiskFunctions, FileOutcome, StageOrder } from './disk-functions.ts';
import { outcomeOf } from './disk-failure.ts';
import { createFlusher, type Flusher } from './flush-staged.ts';
import { lookAt, readFolder } from './look-at.ts';
import { PartReader } from './read-parts.ts';
import { readFiles } from './read-sources.ts';
import { PartDigests } from './part-digests.ts';
import { nameFiles, stageFiles, unstageFiles } from './stage-files.ts';
import { writeChunks } from './write-chunks.ts';

/** Flushes what was staged; what cannot be flushed is removed. */
async function flushStaged(flusher: Flusher, { staging, files }: StageOrder, staged: FileOutcome[]): Promise<void> {
  const positions = [...files.keys()].filter((position) => staged[position] === null);
  const indexes = positions.map((position) => files[position]?.index ?? -1);
  const flushed = await flusher.flush(staging, indexes);
  const lost = indexes.filter((_, at) => flushed[at] !== null);
  for (const [at, position] of positions.entries()) staged[position] = flushed[at] ?? null;
  // the system may have given up bytes that it still reads back to us: no look at them tells
  unstageFiles(staging, lost);
}

/** All that a disk thread does, in whatever thread this is called. */
export function createDiskFunctions(flusher = createFlusher()): DiskFunctions {
  const parts = new PartReader();
  const digests = new PartDigests();
  return {
    async stage(order) {
      const outcomes = stageFiles(order);
      await flushStaged(flusher, order, outcomes);
      return outcomes;
    },
    name: nameFiles,
    flush: (staging, indexes) => flusher.flush(staging, indexes),
    write: (fd, chunks, position) => outcomeOf(() => writeChunks(fd, chunks, position)),
    addToDigest: (...file) => digests.addToDigest(...file),
    takeDigest: (key) => digests.takeDigest(key),
    dropDigest: (key) => digests.dropDigest(key),
    unstage: unstageFiles,
    readFolder,
    lookAt,
    readFiles,
    readPart: (order) => parts.readPart(order),
    closeSource: (id) => parts.closeSource(id),
  };
}

/** Does what comes through `port`. */
export function serveDisk(port: MessagePort): void {
  createBirpc<Record<string, never>, DiskFunctions>(createDiskFunctions(), {
    post: (message) => port.postMessage(message),
    on: (listen) => void port.on('message', listen),
    timeout: -1,
  });
}
