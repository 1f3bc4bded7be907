import { describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';
import { run } from './run.mjs';

const NODE = process.execPath;

describe('run()', () => {
  it('gives the exit code and keeps the output', async () => {
    const script = "process.stdout.write('said'); process.exitCode = 3";
    expect(await run(NODE, ['-e', script], { output: 'keep' })).toEqual({ code: 3, stdout: 'said', isTimedOut: false });
  });

  it('does not throw for a program that is not there', async () => {
    expect(await run('/no/such/program', [])).toMatchObject({ code: 1, isTimedOut: false });
  });

  it.runIf(process.platform !== 'win32')('ends a program and its children when the time is up', async () => {
    // both hold stdout open: the call returns only when both are gone
    const child =
      "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit' })";
    const end = await run(NODE, ['-e', `${child}; setInterval(() => {}, 1e6)`], { output: 'keep', timeoutMs: 300 });
    expect(end).toEqual({ code: 1, stdout: '', isTimedOut: true });
  });
});

describe('withLock()', () => {
  it('lets one in at a time, also after a failure', async () => {
    /** @type {string[]} */
    const order = [];
    const first = withLock('test-of-lock', async () => {
      order.push('first in');
      await run(NODE, ['-e', '']);
      order.push('first out');
      throw new Error('first failed');
    });
    const second = withLock('test-of-lock', () => Promise.resolve(order.push('second in')));
    await expect(first).rejects.toThrow('first failed');
    await second;
    expect(order).toEqual(['first in', 'first out', 'second in']);
  });
});
