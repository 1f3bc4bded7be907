import { describe, expect, it } from 'vitest';
import { cpuSecondsOf, parseProcessStat, treeOf, type ProcessStat } from './proc-stat.ts';

const LINE =
  '4711 (a (b) c) S 12 4711 4711 0 -1 4194560 5 6 7 8 150 50 300 25 20 0 1 0 99 1000 200 18446744073709551615 0';

const process = (pid: number, parentPid: number, ownSeconds = 0, reapedSeconds = 0): ProcessStat => ({
  pid,
  parentPid,
  ownSeconds,
  reapedSeconds,
});

describe('parseProcessStat', () => {
  it('reads the fields behind a name with brackets and spaces', () => {
    expect(parseProcessStat(LINE)).toEqual({ pid: 4711, parentPid: 12, ownSeconds: 2, reapedSeconds: 3.25 });
  });

  it.each(['', 'nothing', '12 (short) S 1'])('knows %j for what it is not', (text) => {
    expect(parseProcessStat(text)).toBeNull();
  });
});

describe('treeOf', () => {
  const all = [process(1, 0), process(30, 20), process(10, 1), process(20, 10), process(40, 1)];

  it('finds children of children, in whatever order they are listed', () => {
    expect(treeOf(all, [10]).map(({ pid }) => pid)).toEqual([10, 20, 30]);
  });

  it('counts a process once that is below two roots, and none that is gone', () => {
    expect(treeOf(all, [10, 20, 99]).map(({ pid }) => pid)).toEqual([10, 20, 30]);
  });
});

describe('cpuSecondsOf', () => {
  it('keeps what a child used when it ends and its parent has waited for it', () => {
    const source = { trees: [10], reapers: [] };
    expect(cpuSecondsOf([process(10, 1, 2), process(20, 10, 3)], source)).toBe(5);
    expect(cpuSecondsOf([process(10, 1, 2, 3)], source)).toBe(5);
  });

  it('takes of a reaper neither its own work nor that of children which still run', () => {
    const all = [process(10, 1, 100, 4), process(20, 10, 50)];
    expect(cpuSecondsOf(all, { trees: [], reapers: [10] })).toBe(4);
  });
});
