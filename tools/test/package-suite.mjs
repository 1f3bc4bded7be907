import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { buildPackages } from '../dist/build-packages.mjs';
import { readDistOptions } from '../dist/dist-options.mjs';
import { inRoot, isRoot } from '../process/project-root.mjs';
import { run } from '../process/run.mjs';
import { PlainError, say } from '../process/say.mjs';
import { ensureDebianPackages, isDebianLike } from '../setup/system-libraries.mjs';
import { startDisplay } from './display.mjs';

/** Exists while the suite has Lanyard installed: one left by a suite that was killed is ours to remove. */
const MARK = inRoot('.cache/package-suite');
const USER = 'lanyard-suite';
const FILES_BEFORE = inRoot('.cache/files-before-install');
/** A package that is gone in a minute need not survive a power cut: half the time. */
const NO_FSYNC = ['-o', 'Dpkg::Options::=--force-unsafe-io'];
const APT = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/**
 * @returns {string | null} why the package cannot be installed here; null: it can
 */
export function whyNoPackageSuite() {
  if (process.platform !== 'linux' || !isDebianLike()) return 'a deb is installed on Debian and Ubuntu only';
  if (!isRoot()) return 'only root can install a package';
  if (isInstalled() && !existsSync(MARK)) return 'Lanyard is installed here, and is left alone';
  return null;
}

function isInstalled() {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', 'lanyard'], { encoding: 'utf8' });
  return stdout !== '' && stdout !== 'not-installed';
}

/**
 * Builds the deb, installs it, makes an ordinary user, and lets `work` test them. Package and user are gone
 * afterwards, whatever happened.
 * @template T
 * @param {(env: Record<string, string>) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withInstalledPackage(work) {
  await ensureDebianPackages([['desktop-file-utils']], 'The test of the package needs programs');
  const [deb] = (await buildPackages(readDistOptions(['--linux', 'deb'], 'linux'))).filter((file) =>
    file.endsWith('.deb'),
  );
  if (deb === undefined) throw new PlainError('There is no deb.');
  cleanUp();
  process.once('exit', cleanUp);
  const display = await startDisplay();
  try {
    const user = makeUser();
    await install(deb);
    return await work({ LANYARD_INSTALLED_TEST: JSON.stringify({ ...user, filesBefore: FILES_BEFORE }) });
  } finally {
    display.stop();
    cleanUp();
    process.off('exit', cleanUp);
  }
}

/** @param {string} deb */
async function install(deb) {
  say('Installing the package ...');
  // what it needs comes first, so that what the package itself brings can be told apart
  const needs = ['Depends', 'Recommends'].map((field) =>
    execFileSync('dpkg-deb', ['-f', deb, field], { encoding: 'utf8' }),
  );
  // fails where there is no network; then what is there has to do
  await run('apt-get', ['-qq', 'update'], { env: APT, output: 'none', isQuiet: true });
  await apt(['satisfy', '--no-install-recommends', needs.map((line) => line.trim()).join(', ')]);
  writeFileSync(FILES_BEFORE, listSystemFiles());
  writeFileSync(MARK, '');
  await apt(['install', deb]);
}

/** The same paths as e2e/installed/test-machine.ts looks at. */
function listSystemFiles() {
  const folders = ['/usr', '/opt', '/etc', '/var/lib/dpkg/info'];
  return execFileSync('find', [...folders, '-xdev', '-print'], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
}

/** @param {readonly string[]} args */
async function apt(args) {
  const [command = '', ...rest] = args;
  const { code } = await run('apt-get', [command, '-y', '-qq', ...NO_FSYNC, ...rest], { env: APT, output: 'none' });
  if (code !== 0) throw new PlainError(`apt-get ${command} failed.`);
}

function makeUser() {
  execFileSync('useradd', ['--create-home', '--shell', '/bin/sh', USER]);
  const [, , uid = '', gid = '', , home = ''] =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${USER}:`))
      ?.split(':') ?? [];
  chmodSync(home, 0o755);
  return { uid: Number(uid), gid: Number(gid), home };
}

/** Also after a test that failed, and after a suite that was killed. Synchronous: it may be the last thing we do. */
function cleanUp() {
  mkdirSync(inRoot('.cache'), { recursive: true });
  const quietly = { stdio: /** @type {const} */ ('ignore'), env: APT };
  if (existsSync('/etc/passwd') && readFileSync('/etc/passwd', 'utf8').includes(`\n${USER}:`)) {
    // whatever still runs as that user was started by the tests
    spawnSync('pkill', ['-KILL', '-u', USER], quietly);
    spawnSync('userdel', ['--remove', '--force', USER], quietly);
  }
  if (existsSync(MARK)) spawnSync('apt-get', ['purge', '-y', '-qq', 'lanyard'], quietly);
  rmSync(MARK, { force: true });
  rmSync(FILES_BEFORE, { force: true });
}
