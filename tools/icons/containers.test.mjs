import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../process/project-root.mjs';
import { packIcns, packIco } from './containers.mjs';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

/** @param {string} path */
function read(path) {
  return readFileSync(inRoot('build', path));
}

/** @param {Buffer} png */
function widthOf(png) {
  expect(png.subarray(0, 8)).toEqual(PNG);
  return png.readUInt32BE(16);
}

describe('packIco()', () => {
  const png = Buffer.concat([PNG, Buffer.from('one')]);

  it('tells where each picture is', () => {
    const ico = packIco([
      { sizePx: 16, png },
      { sizePx: 256, png: PNG },
    ]);
    expect(ico.readUInt8(6)).toBe(16);
    // 256 does not fit into a byte
    expect(ico.readUInt8(22)).toBe(0);
    expect(ico.subarray(ico.readUInt32LE(18), ico.readUInt32LE(18) + ico.readUInt32LE(14))).toEqual(png);
    expect(ico.subarray(ico.readUInt32LE(34))).toEqual(PNG);
  });
});

describe('packIcns()', () => {
  it('says its own length and holds each size under its names', () => {
    const icns = packIcns([{ sizePx: 256, png: PNG }]);
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    expect(icns.toString('latin1', 8, 12)).toBe('ic08');
    expect(icns.toString('latin1', 24, 28)).toBe('ic13');
  });
});

describe('the icons in build/', () => {
  it.each([16, 32, 48, 64, 128, 256, 512])('are drawn at %i pixels', (sizePx) => {
    expect(widthOf(read(`icons/${sizePx}x${sizePx}.png`))).toBe(sizePx);
  });

  it('are there for Windows, up to 256 pixels', () => {
    const ico = read('icon.ico');
    const count = ico.readUInt16LE(4);
    const widths = Array.from({ length: count }, (_, index) =>
      widthOf(ico.subarray(ico.readUInt32LE(18 + 16 * index))),
    );
    expect(widths).toEqual(expect.arrayContaining([16, 32, 48, 256]));
  });

  it('are there for macOS, up to 1024 pixels', () => {
    const icns = read('icon.icns');
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.includes('ic10')).toBe(true);
  });
});
