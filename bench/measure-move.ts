import { basename, join } from 'node:path';
import { carriedBytes, readLoopback } from './measure/loopback.ts';
import { sampleMemory, type MemoryPeak } from './measure/memory-sampler.ts';
import { cpuSecondsOf } from './measure/proc-stat.ts';
import { readProcesses } from './measure/processes.ts';
import { steadiness } from './measure/steadiness.ts';
import { compareDigests, digestTree, type TreeDigest } from './measure/tree-digest.ts';
import type { Moved, Mover } from './movers/mover.ts';
import type { Place } from './place.ts';
import type { Round } from './report/results.ts';
import type { MadeWork } from './works/make-work.ts';

/** A work and the hashes of all that is in it. */
export interface Source {
  readonly work: MadeWork;
  readonly digest: TreeDigest;
}

/** Moves it once, into a fresh folder, and compares all that arrived. Throws when it is not the very same. */
export async function measureMove(mover: Mover, { work, digest }: Source, place: Place): Promise<Round> {
  const target = place.fresh('target');
  await place.settle();
  const round = await watchMove(mover, work, target);
  const { different } = compareDigests(digest, digestTree(join(target, basename(work.path))));
  if (different.length > 0) throw new Error(`not what was sent:\n${different.join('\n')}`);
  place.retire(target, work);
  return round;
}

async function watchMove(mover: Mover, work: MadeWork, target: string): Promise<Round> {
  const readCpu = (): number => cpuSecondsOf(readProcesses(), mover.cpu);
  const isShort = work.id === 'latency';
  // to look at memory takes a moment, which one small file would wait for
  const memory = isShort ? null : sampleMemory(mover.sides);
  const [startCpu, startCount] = [readCpu(), readLoopback()];
  let acceptedCpu = startCpu;
  const errand = { source: work.path, target, onAccepted: () => void (acceptedCpu = readCpu()) };
  const moving = isShort ? mover.moveAtOnce(errand) : mover.move(errand);
  const moved = await moving.catch((error: unknown) => {
    memory?.stop();
    throw error;
  });
  await mover.settle();
  const [endCpu, endCount] = [readCpu(), readLoopback()];
  const peak = memory?.stop() ?? null;
  // no processes: there is no /proc
  const ofCpu = (seconds: number): number | null => (endCpu === 0 ? null : seconds);
  const carried = carriedBytes(startCount, endCount);
  return {
    ...figuresOf(moved, work),
    cpuSeconds: ofCpu(endCpu - acceptedCpu),
    wholeCpuSeconds: ofCpu(endCpu - startCpu),
    ...memoryOf(peak, mover.idleMib),
    wireExtraBytes: carried === null ? null : carried - work.bytes,
  };
}

function figuresOf(
  { seconds, wholeSeconds, mainP99Ms, progress }: Moved,
  { files }: MadeWork,
): Pick<Round, 'seconds' | 'wholeSeconds' | 'mainP99Ms' | 'steadiness'> {
  const isTold = progress.length > 0;
  return {
    seconds,
    wholeSeconds,
    mainP99Ms,
    steadiness: isTold ? steadiness([...progress, { seconds, files }]) : null,
  };
}

function memoryOf(peak: MemoryPeak | null, idleMib: readonly number[] | null): Pick<Round, 'peakMib' | 'growthMib'> {
  // nothing has no memory: it could not be read
  if (peak === null || peak.sumMib === 0) return { peakMib: null, growthMib: null };
  const growth = idleMib && peak.sidesMib.map((most, position) => most - (idleMib[position] ?? 0));
  return { peakMib: peak.sumMib, growthMib: growth && Math.max(...growth) };
}
