import { readFileSync, writeFileSync } from 'node:fs';

/** Stands before the fuses in every Electron binary; Electron's docs/tutorial/fuses.md. */
const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
const WIRE_VERSION = 1;
const OFF = 0x30;
const ON = 0x31;
/** This Electron no longer has what the fuse was for. */
const REMOVED = 0x72;

/**
 * What a packaged Lanyard allows, in the order of the wire. Each fuse is decided here: an Electron with one more is
 * refused until somebody has. electron-builder's own list and library are older than Electron 45's ninth fuse, and it
 * does not pass `strictlyRequireAllFuses` on; so it sets none.
 * @type {readonly (readonly [string, boolean])[]}
 */
export const FUSES = [
  ['RunAsNode', false],
  // there are no cookies, and the keys for them would come from a keyring that may ask for its password
  ['EnableCookieEncryption', false],
  ['EnableNodeOptionsEnvironmentVariable', false],
  ['EnableNodeCliInspectArguments', false],
  // checked on Windows and macOS; on Linux without effect
  ['EnableEmbeddedAsarIntegrityValidation', true],
  ['OnlyLoadAppFromAsar', true],
  // would want a second snapshot file, which nobody makes
  ['LoadBrowserProcessSpecificV8Snapshot', false],
  ['GrantFileProtocolExtraPrivileges', false],
  // Electron's default: WebAssembly without a bounds check at each access
  ['WasmTrapHandlers', true],
];

/**
 * Sets every fuse of an Electron binary; of both halves, when it is a universal one of macOS.
 * @param {string} path the executable; on macOS the Electron Framework
 */
export function setFuses(path) {
  const binary = readFileSync(path);
  const wires = findWires(binary);
  if (wires.length === 0) throw new Error(`no fuses found in ${path}`);
  for (const wire of wires) setWire(binary, wire);
  writeFileSync(path, binary);
}

/** @param {Buffer} binary */
function findWires(binary) {
  const first = binary.indexOf(SENTINEL);
  const last = binary.lastIndexOf(SENTINEL);
  return [...new Set([first, last])].filter((at) => at !== -1).map((at) => at + SENTINEL.length);
}

/**
 * @param {Buffer} binary
 * @param {number} wire where it begins: version, length, then one byte for each fuse
 */
function setWire(binary, wire) {
  if (binary[wire] !== WIRE_VERSION) throw new Error(`unknown version ${String(binary[wire])} of the fuses`);
  const length = binary[wire + 1] ?? 0;
  if (length > FUSES.length) {
    throw new Error(`this Electron has ${length} fuses, tools/package/fuses.mjs decides ${FUSES.length}`);
  }
  for (const [position, [, isOn]] of FUSES.slice(0, length).entries()) {
    const at = wire + 2 + position;
    if (binary[at] !== REMOVED) binary[at] = isOn ? ON : OFF;
  }
}
