import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCurrentFuseWire } from '@electron/fuses';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FUSES, setFuses } from './fuses.mjs';

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

describe('setFuses()', () => {
  let folder = '';
  let binary = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanyard-fuses-'));
    binary = join(folder, 'electron');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** @param {string[]} wires the states of each, `0`, `1` or `r` */
  function write(...wires) {
    const parts = wires.map((wire) => `code${SENTINEL}\x01${String.fromCharCode(wire.length)}${wire}code`);
    writeFileSync(binary, parts.join(''), 'latin1');
  }

  it.each([8, 9])('decides each of %i fuses, as @electron/fuses reads them back', async (count) => {
    write('1'.repeat(count));
    setFuses(binary);
    const states = Object.entries(await getCurrentFuseWire(binary))
      .filter(([key]) => key !== 'version')
      .map(([, state]) => String.fromCharCode(Number(state)) === '1');
    expect(states).toEqual(FUSES.slice(0, count).map(([, isOn]) => isOn));
  });

  it('sets both halves of a universal binary and leaves the code alone', () => {
    write('11111111', '11111111');
    setFuses(binary);
    const half = `code${SENTINEL}\x01\x0800001100code`;
    expect(readFileSync(binary, 'latin1')).toBe(half + half);
  });

  it('leaves a removed fuse as it is', () => {
    write('r1111111');
    setFuses(binary);
    expect(readFileSync(binary, 'latin1')).toContain('\x08r0001100');
  });

  it('refuses an Electron with a fuse that nobody has decided', () => {
    write('1'.repeat(FUSES.length + 1));
    expect(() => setFuses(binary)).toThrow('has 10 fuses');
  });

  it('refuses what is no Electron', () => {
    writeFileSync(binary, 'code');
    expect(() => setFuses(binary)).toThrow('no fuses');
  });
});
