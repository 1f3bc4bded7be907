import { stat } from 'node:fs/promises';
import pLimit, { type LimitFunction } from 'p-limit';

/** Runs what is given one after the other for each disk; those of different disks do not wait for each other. */
export type OneOnEachDisk = <T>(directory: string, work: () => Promise<T>) => Promise<T>;

/** @param diskOf - tells the disk that a directory lies on; asked before anything waits, as a disk that hangs does not answer */
export function createOneOnEachDisk(diskOf: (directory: string) => Promise<bigint> = deviceOf): OneOnEachDisk {
  // disks are few: none is forgotten
  const queues = new Map<bigint, LimitFunction>();
  return async (directory, work) => {
    const disk = await diskOf(directory);
    const queue = queues.get(disk) ?? pLimit(1);
    queues.set(disk, queue);
    return queue(work);
  };
}

const deviceOf = async (directory: string): Promise<bigint> => (await stat(directory, { bigint: true })).dev;
