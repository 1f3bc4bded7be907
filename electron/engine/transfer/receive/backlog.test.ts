import { describe, expect, it } from 'vitest';
import { Backlog } from './backlog.ts';

const MIB = 1024 * 1024;

function createBacklog() {
  const said: string[] = [];
  const backlog = new Backlog({ pause: () => said.push('pause'), resume: () => said.push('resume') });
  return { backlog, said };
}

describe('Backlog', () => {
  it('stops reading above 4 MiB that are not on the disk, and goes on below 2', () => {
    const { backlog, said } = createBacklog();
    backlog.addBytes(4 * MIB);
    expect(said).toEqual([]);
    backlog.addBytes(1);
    backlog.addBytes(3 * MIB);
    expect(said).toEqual(['pause']);
    backlog.removeBytes(5 * MIB);
    expect(said).toEqual(['pause']);
    backlog.removeBytes(1);
    expect(said).toEqual(['pause', 'resume']);
  });

  it('stops reading above 1,024 files that are not in place, and goes on below 512', () => {
    const { backlog, said } = createBacklog();
    for (let n = 0; n < 1_025; n++) backlog.addFile();
    expect(said).toEqual(['pause']);
    for (let n = 0; n < 512; n++) backlog.removeFile();
    expect(said).toEqual(['pause']);
    backlog.removeFile();
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
    for (let n = 0; n < 1_025; n++) backlog.addFile();
    backlog.addBytes(9 * MIB);
    for (let n = 0; n < 1_025; n++) backlog.removeFile();
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
