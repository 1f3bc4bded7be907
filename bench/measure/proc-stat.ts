/** What /proc/PID/stat says of one process. Seconds of processor time, user and system together. */
export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  readonly ownSeconds: number;
  /** Of its children that ended and were waited for, and of theirs. */
  readonly reapedSeconds: number;
}

/** USER_HZ, which Linux shows to programs whatever the kernel's own clock is. */
const TICKS_PER_SEC = 100;

/** Null: not such a line, e.g. empty because the process is gone. */
export function parseProcessStat(text: string): ProcessStat | null {
  // the second field is a name in brackets that may hold anything, brackets and spaces too
  const nameStart = text.indexOf('(');
  const nameEnd = text.lastIndexOf(')');
  if (nameStart < 1 || nameEnd < nameStart) return null;
  // from the third field on: proc_pid_stat(5)
  const fields = text
    .slice(nameEnd + 2)
    .split(' ')
    .map(Number);
  const [, parentPid] = fields;
  const [user, system, reapedUser, reapedSystem] = fields.slice(11, 15);
  if (parentPid === undefined || user === undefined || system === undefined) return null;
  return {
    pid: Number(text.slice(0, nameStart)),
    parentPid,
    ownSeconds: (user + system) / TICKS_PER_SEC,
    reapedSeconds: ((reapedUser ?? 0) + (reapedSystem ?? 0)) / TICKS_PER_SEC,
  };
}

/** The processes `roots` and all that they started, and they; each once. Roots that are gone are not in it. */
export function treeOf(all: readonly ProcessStat[], roots: readonly number[]): readonly ProcessStat[] {
  const wanted = new Set(roots);
  const tree = all.filter(({ pid }) => wanted.has(pid));
  for (const { pid: parent } of tree) {
    for (const each of all) {
      if (each.parentPid !== parent || wanted.has(each.pid)) continue;
      wanted.add(each.pid);
      tree.push(each);
    }
  }
  return tree;
}

/** Whose processor time counts. */
export interface CpuSource {
  /** With all that they start. */
  readonly trees: readonly number[];
  /** Only what their children used that ended: of a process that runs commands and does other things itself. */
  readonly reapers: readonly number[];
}

/**
 * Processor time so far. It only grows while a source stays the same: what a process used moves to its parent when it
 * ends, and a parent belongs to the source for as long as its children do.
 */
export function cpuSecondsOf(all: readonly ProcessStat[], { trees, reapers }: CpuSource): number {
  const ofTrees = treeOf(all, trees).reduce(
    (sum, { ownSeconds, reapedSeconds }) => sum + ownSeconds + reapedSeconds,
    0,
  );
  const ofReapers = all
    .filter(({ pid }) => reapers.includes(pid))
    .reduce((sum, { reapedSeconds }) => sum + reapedSeconds, 0);
  return ofTrees + ofReapers;
}
