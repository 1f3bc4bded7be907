import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { appCommand, ROOT } from './support/app-command.ts';
import { expect, test } from './support/app-test.ts';
import { ownEnv } from './support/launch-app.ts';

const NOTE_BOXES = resolve(import.meta.dirname, 'support/note-boxes.cjs');

/** Starts an app that is to end by itself: its exit code, what it says on the terminal, and what its box says. */
async function startToFail(home: string, switches: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { command, args, env: commandEnv } = await appCommand();
  const child = spawn(command, ['-r', NOTE_BOXES, ...args, ...switches], {
    cwd: ROOT,
    env: { ...process.env, ...commandEnv, ...ownEnv('Test', join(home, 'inbox')), HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  const terminal: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => output.push(piece));
  child.stderr.on('data', (piece: Buffer) => terminal.push(piece));
  await once(child, 'close');
  const box = /^BOX (.*)$/m.exec(Buffer.concat(output).toString())?.[1] ?? '{}';
  // what note-boxes.cjs has written
  const { detail = '' } = JSON.parse(box) as { readonly detail?: string };
  return { code: child.exitCode, terminal: Buffer.concat(terminal).toString(), box: detail };
}

test.describe('a start that cannot work is told on the screen and on the terminal, and ends with 1', () => {
  let home = '';
  test.beforeEach(async () => (home = await mkdtemp(join(tmpdir(), 'lanyard-start-'))));
  test.afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const file = async (): Promise<string> => {
    await writeFile(join(home, 'file'), '');
    return join(home, 'file');
  };
  const dataDir = (): string => `--user-data-dir=${join(home, 'user-data')}`;

  test('the folder of the settings is a file', async () => {
    const failed = await startToFail(home, [`--user-data-dir=${await file()}`]);
    expect(failed).toMatchObject({ code: 1, box: expect.stringContaining(join(home, 'file')) });
    expect(failed.terminal).toContain('Lanyard cannot start');
  });

  test('there is no folder for settings at all', async () => {
    test.skip(process.platform !== 'linux', 'only there a variable says where it is');
    const failed = await startToFail(home, [], { XDG_CONFIG_HOME: await file() });
    expect(failed).toMatchObject({ code: 1, box: expect.stringContaining('no folder') });
    expect(failed.terminal).toContain('Lanyard cannot start');
  });

  test('the folder for temporary files is of no use', async () => {
    test.skip(process.platform === 'win32', 'nothing is kept there');
    const failed = await startToFail(home, [dataDir()], { TMPDIR: await file() });
    expect(failed).toMatchObject({ code: 1, box: expect.stringContaining('temporary files') });
    expect(failed.terminal).toContain(join(home, 'file'));
  });

  test('something else stands in the place of the lock', async () => {
    test.skip(process.platform === 'win32', 'it has another lock');
    await mkdir(join(home, 'user-data/SingletonLock'), { recursive: true });
    const failed = await startToFail(home, [dataDir()]);
    expect(failed).toMatchObject({ code: 1, box: expect.stringContaining('SingletonLock') });
  });

  test('a call of the system throws', async () => {
    const failed = await startToFail(home, [dataDir()], { TEST_BREAKS_START: '1' });
    expect(failed).toMatchObject({ code: 1, box: expect.stringContaining('the system has no themes') });
    expect(failed.terminal).toContain('Lanyard cannot start');
  });
});
