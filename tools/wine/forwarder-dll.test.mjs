import { describe, expect, it } from 'vitest';
import { makeForwarderDll } from './forwarder-dll.mjs';

const dll = makeForwarderDll('b.dll', { Zeta: 'other.Z', Alpha: 'other.A' });

/** Where an address in memory is in the file: there is one section. @param {number} address */
function inFile(address) {
  return address - 0x1000 + 0x200;
}

/** @param {number} address */
function textAt(address) {
  const start = inFile(address);
  return dll.toString('latin1', start, dll.indexOf(0, start));
}

/** @param {number} at a field of the export table */
function field(at) {
  return dll.readUInt32LE(0x200 + at);
}

describe('makeForwarderDll()', () => {
  it('makes whole blocks with the marks of a DLL for x64', () => {
    expect(dll).toHaveLength(0x400);
    expect(dll.toString('latin1', 0, 2)).toBe('MZ');
    const pe = dll.readUInt32LE(0x3c);
    expect(dll.toString('latin1', pe, pe + 4)).toBe('PE\0\0');
    expect(dll.readUInt16LE(pe + 4)).toBe(0x8664);
    expect(dll.readUInt16LE(pe + 22) & 0x2000).toBe(0x2000);
    expect(dll.readUInt16LE(pe + 24)).toBe(0x20b);
  });

  it('says its own name', () => {
    expect(textAt(field(12))).toBe('b.dll');
  });

  it('exports each name in order of the alphabet, with its target', () => {
    const exported = Array.from({ length: field(24) }, (_, index) => {
      const name = textAt(dll.readUInt32LE(inFile(field(32)) + 4 * index));
      const ordinal = dll.readUInt16LE(inFile(field(36)) + 2 * index);
      return [name, textAt(dll.readUInt32LE(inFile(field(28)) + 4 * ordinal))];
    });
    expect(exported).toEqual([
      ['Alpha', 'other.A'],
      ['Zeta', 'other.Z'],
    ]);
  });

  it('has its targets inside the export table, which is what makes them forwards', () => {
    const optional = dll.readUInt32LE(0x3c) + 24;
    const [start, length] = [dll.readUInt32LE(optional + 112), dll.readUInt32LE(optional + 116)];
    const target = dll.readUInt32LE(inFile(field(28)));
    expect(target).toBeGreaterThanOrEqual(start);
    expect(target).toBeLessThan(start + length);
  });
});
