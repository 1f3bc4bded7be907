import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveElectron } from './resolve.mjs';

/** @typedef {import('./resolve.mjs').Sources} Sources */

/**
 * A machine: what it has, and in `asked` what the resolver tried.
 * @param {{ own?: string, fetched?: string, fallback?: string }} has
 */
function createMachine({ own, fetched, fallback }) {
  /** @type {string[]} */
  const asked = [];
  /** @type {Sources} */
  const sources = {
    findOwnBinary: () => (asked.push('find'), own ?? null),
    fetchOwnBinary: () => (asked.push('fetch'), Promise.resolve(fetched ?? null)),
    supportedVersion: () => '45.0.0',
    hasFallback: () => fallback !== undefined,
    ensureFallback: () => (asked.push('fallback'), Promise.resolve(fallback ?? '')),
  };
  return { asked, sources };
}

describe('resolveElectron()', () => {
  beforeEach(() => void vi.stubEnv('ELECTRON_EXEC_PATH', undefined));
  afterEach(() => void vi.unstubAllEnvs());

  it('takes ELECTRON_EXEC_PATH before everything else', async () => {
    vi.stubEnv('ELECTRON_EXEC_PATH', process.execPath);
    const { sources, asked } = createMachine({ own: '/own' });
    expect(await resolveElectron(sources)).toEqual({ path: process.execPath, version: null, source: 'environment' });
    expect(asked).toEqual([]);
  });

  it('refuses an ELECTRON_EXEC_PATH that leads nowhere', async () => {
    vi.stubEnv('ELECTRON_EXEC_PATH', '/no/such/electron');
    await expect(resolveElectron(createMachine({ own: '/own' }).sources)).rejects.toThrow('/no/such/electron');
  });

  it('takes the binary of the electron package without fetching when it is there', async () => {
    const { sources, asked } = createMachine({ own: '/own', fallback: '/old' });
    expect(await resolveElectron(sources)).toEqual({ path: '/own', version: '45.0.0', source: 'package' });
    expect(asked).toEqual(['find']);
  });

  it('fetches it when it is not there', async () => {
    const { sources, asked } = createMachine({ fetched: '/fetched', fallback: '/old' });
    expect(await resolveElectron(sources)).toMatchObject({ path: '/fetched', source: 'package' });
    expect(asked).toEqual(['find', 'fetch']);
  });

  it('falls back to the older one when it cannot be fetched', async () => {
    const { sources, asked } = createMachine({ fallback: '/old' });
    expect(await resolveElectron(sources)).toMatchObject({ path: '/old', version: '33.2.1', source: 'fallback' });
    expect(asked).toEqual(['find', 'fetch', 'fallback']);
  });

  it('says what can be done where there is no fallback', async () => {
    await expect(resolveElectron(createMachine({}).sources)).rejects.toThrow('ELECTRON_MIRROR');
  });

  it('leaves the answer to child processes', async () => {
    await resolveElectron(createMachine({ own: '/own' }).sources);
    expect(process.env['ELECTRON_EXEC_PATH']).toBe('/own');
  });
});
