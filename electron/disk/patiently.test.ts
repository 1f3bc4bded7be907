import { describe, expect, it } from 'vitest';
import { patienceOf, patiently, patientlySync, type Patience } from './patiently.ts';

const failure = (errno: string): Error => Object.assign(new Error(errno), { code: errno });

/** Work that fails so often, on a system of that name; without waiting. */
function scene(platform: NodeJS.Platform, errno: string, failures: number) {
  const waited: number[] = [];
  const patience: Patience = { ...patienceOf(platform), pause: (ms) => waited.push(ms) };
  let tries = 0;
  const work = (): number => {
    tries += 1;
    if (tries <= failures) throw failure(errno);
    return tries;
  };
  return { waited, patience, work, asyncWork: () => Promise.resolve().then(work) };
}

describe.each([
  ['patiently()', ({ asyncWork, patience }: ReturnType<typeof scene>) => patiently(asyncWork, patience)],
  [
    'patientlySync()',
    ({ work, patience }: ReturnType<typeof scene>) => Promise.resolve().then(() => patientlySync(work, patience)),
  ],
])('%s', (_, run) => {
  it.each(['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY'])(
    'tries again on Windows while another program holds it: %s',
    async (errno) => {
      const held = scene('win32', errno, 3);
      expect(await run(held)).toBe(4);
      expect(held.waited).toEqual([10, 20, 40]);
    },
  );

  it('gives up after two and a half seconds with what the system says', async () => {
    const held = scene('win32', 'EBUSY', Infinity);
    await expect(run(held)).rejects.toMatchObject({ code: 'EBUSY' });
    expect(held.waited.reduce((sum, ms) => sum + ms, 0)).toBe(2_550);
  });

  it.each(['ENOSPC', 'ENOENT', 'EEXIST', 'EIO'])(
    'does not wait for what waiting does not change: %s',
    async (errno) => {
      const held = scene('win32', errno, 1);
      await expect(run(held)).rejects.toMatchObject({ code: errno });
      expect(held.waited).toEqual([]);
    },
  );

  it('does not wait where nobody can hold a file so', async () => {
    const held = scene('linux', 'EPERM', 1);
    await expect(run(held)).rejects.toMatchObject({ code: 'EPERM' });
    expect(held.waited).toEqual([]);
  });
});
