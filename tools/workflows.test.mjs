import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inRoot } from './process/project-root.mjs';

/**
 * @typedef {object} Step
 * @property {string} [uses]
 * @property {string} [run]
 * @property {Record<string, string>} [with]
 *
 * @typedef {{ permissions?: Record<string, string>, 'timeout-minutes'?: number, steps: readonly Step[] }} Job
 * @typedef {{ permissions?: Record<string, string>, jobs: Record<string, Job> }} Workflow
 */

const FOLDER = '.github/workflows';
const { scripts, engines } = readJson('package.json');

/** What npm does itself, without a script. */
const NPM_COMMANDS = ['ci'];

// they cannot be run on a developer's machine: what can be looked up here is looked up
describe.each(readdirSync(inRoot(FOLDER)))('%s', (file) => {
  const text = readFileSync(inRoot(FOLDER, file), 'utf8');
  const workflow = /** @type {Workflow} */ (parse(text));
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);
  const commands = steps.map(({ run }) => run ?? '').join('\n');

  it('runs only npm scripts that exist', () => {
    const names = [...commands.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, name = '']) => name);
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !NPM_COMMANDS.includes(name) && !(name in scripts))).toEqual([]);
  });

  it('runs only files that exist', () => {
    const files = [...commands.matchAll(/\bnode (\S+\.m?js)\b/g)].map(([, path = '']) => path);
    expect(files).not.toEqual([]);
    expect(files.filter((path) => !existsSync(inRoot(path)))).toEqual([]);
  });

  it('takes Node from .nvmrc', () => {
    const setups = steps.filter(({ uses }) => uses?.startsWith('actions/setup-node@'));
    expect(setups.map((step) => step.with?.['node-version-file'])).toEqual(jobs.map(() => '.nvmrc'));
  });

  it('says what each job may do, and lets no job write unless it says so', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const writers = jobs.filter(({ permissions }) => permissions !== undefined);
    expect(writers.map(({ permissions }) => permissions)).toEqual(
      file === 'release.yml' ? [{ contents: 'write' }] : [],
    );
  });

  it('keeps the token out of the working copy', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(jobs.map(() => false));
  });

  it('uses only actions of GitHub itself, of one major version', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/^actions\/[\w-]+@v\d+$/.test(action))).toEqual([]);
  });

  it('ends a job that hangs', () => {
    expect(jobs.filter((job) => job['timeout-minutes'] === undefined)).toEqual([]);
  });
});

it('has secrets in the release only', () => {
  const withSecrets = readdirSync(inRoot(FOLDER)).filter((file) =>
    readFileSync(inRoot(FOLDER, file), 'utf8').includes('secrets.'),
  );
  expect(withSecrets).toEqual(['release.yml']);
});

it('has the oldest Node of package.json in .nvmrc', () => {
  expect(`>=${readFileSync(inRoot('.nvmrc'), 'utf8').trim()}`).toBe(engines.node);
});

it('groups only packages that package.json names', () => {
  const { updates } = /** @type {{ updates: { groups: Record<string, { patterns: string[] }> }[] }} */ (
    parse(readFileSync(inRoot('.github/dependabot.yml'), 'utf8'))
  );
  const names = Object.keys(readJson('package.json').devDependencies);
  const patterns = Object.values(updates[0]?.groups ?? {}).flatMap((group) => group.patterns);
  const matches = (/** @type {string} */ pattern) =>
    names.some((name) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
  expect(patterns).not.toEqual([]);
  expect(patterns.filter((pattern) => !matches(pattern))).toEqual([]);
});

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(inRoot(file), 'utf8'));
}
