import { describe, expect, it } from 'vitest';
import { WaitClock } from '../limits/wait-clock.ts';
import { Backlog } from './backlog.ts';

const MIB = 1024 * 1024;

function createBacklog() {
  const said: string[] = [];
  const backlog = new Backlog({ pause: () => said.push('pause'), resume: () => said.push('resume') });
  return { backlog, said };
}

describe('Backlog', () => {
  it('stops reading above 8 MiB that are not on the disk, and goes on at 6', () => {
    const { backlog, said } = createBacklog();
    backlog.addBytes(8 * MIB);
    expect(said).toEqual([]);
    backlog.addBytes(1);
    backlog.addBytes(3 * MIB);
    expect(said).toEqual(['pause']);
    backlog.removeBytes(5 * MIB);
    expect(said).toEqual(['pause']);
    backlog.removeBytes(1);
    expect(said).toEqual(['pause', 'resume']);
  });

  it('waits for the disk, as it tells, while most of an honest window is there, and until that has halved', () => {
    const told: string[] = [];
    const clock = { enter: () => void told.push('waits'), leave: () => void told.push('goes') };
    const silent = { pause: () => undefined, resume: () => undefined };
    const backlog = new Backlog(silent, undefined, Object.assign(new WaitClock(), clock));
    const last = (): string | undefined => told.at(-1);
    backlog.addBytes(4 * MIB);
    expect(last()).toBe('goes');
    backlog.addBytes(1);
    expect(last()).toBe('waits');
    backlog.removeBytes(2 * MIB);
    expect(last()).toBe('waits');
    backlog.removeBytes(1);
    expect(last()).toBe('goes');
  });

  it('stops reading above 4,096 files that are not in place, and goes on at 2,048', () => {
    const { backlog, said } = createBacklog();
    backlog.addFiles(4_096);
    expect(said).toEqual([]);
    backlog.addFiles(1);
    expect(said).toEqual(['pause']);
    backlog.removeFiles(2_048);
    expect(said).toEqual(['pause']);
    backlog.removeFiles(1);
    expect(said).toEqual(['pause', 'resume']);
  });

  it('stops reading above 64 files that are open until they are flushed, and goes on at 32', () => {
    const { backlog, said } = createBacklog();
    for (let n = 0; n < 65; n++) backlog.addOpenFile();
    expect(said).toEqual(['pause']);
    for (let n = 0; n < 32; n++) backlog.removeOpenFile();
    expect(said).toEqual(['pause']);
    backlog.removeOpenFile();
    expect(said).toEqual(['pause', 'resume']);
  });

  it('goes on only when both are low', () => {
    const { backlog, said } = createBacklog();
    backlog.addFiles(4_097);
    backlog.addBytes(9 * MIB);
    backlog.removeFiles(4_097);
    expect(said).toEqual(['pause']);
    backlog.removeBytes(9 * MIB);
    expect(said).toEqual(['pause', 'resume']);
  });

  it('stops reading for the limit on speed, and goes on when neither that nor the disk is in the way', () => {
    const { backlog, said } = createBacklog();
    backlog.setThrottled(true);
    backlog.addBytes(9 * MIB);
    expect(said).toEqual(['pause']);
    backlog.setThrottled(false);
    expect(said).toEqual(['pause']);
    backlog.setThrottled(true);
    backlog.removeBytes(9 * MIB);
    expect(said).toEqual(['pause']);
    backlog.setThrottled(false);
    expect(said).toEqual(['pause', 'resume']);
  });
});
