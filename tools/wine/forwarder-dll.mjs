// Layout of a PE32+ file: "PE Format" in Microsoft's documentation. All numbers are little-endian.
const HEADER_BYTES = 0x200;
/** Sections begin at multiples of it in memory; the only one comes right after the headers. */
const PAGE_BYTES = 0x1000;
const FILE_ALIGNMENT = 0x200;
const PE_AT = 0x80;
const OPTIONAL_AT = PE_AT + 24;
const OPTIONAL_BYTES = 240;
const EXPORT_TABLE_BYTES = 40;

/**
 * A DLL for 64-bit Windows without code: each function that it exports is one of another DLL.
 * @param {string} name e.g. `bcryptprimitives.dll`
 * @param {Readonly<Record<string, string>>} forwards name → `dll.Function`, the dll without `.dll`
 * @returns {Buffer} the file
 */
export function makeForwarderDll(name, forwards) {
  const table = exportTable(name, forwards);
  const section = Buffer.alloc(roundUp(table.length, FILE_ALIGNMENT));
  table.copy(section);
  return Buffer.concat([headers(table.length, section.length), section]);
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string>>} forwards
 */
function exportTable(name, forwards) {
  // the loader looks names up by halving
  const sorted = Object.entries(forwards).sort(([a], [b]) => (a < b ? -1 : 1));
  const count = sorted.length;
  const functionsAt = EXPORT_TABLE_BYTES;
  const namesAt = functionsAt + 4 * count;
  const ordinalsAt = namesAt + 4 * count;
  const texts = new Texts(ordinalsAt + 2 * count);

  const fixed = Buffer.alloc(texts.at);
  fixed.writeUInt32LE(texts.add(name), 12);
  fixed.writeUInt32LE(1, 16); // the first ordinal
  fixed.writeUInt32LE(count, 20);
  fixed.writeUInt32LE(count, 24);
  for (const [index, at] of [functionsAt, namesAt, ordinalsAt].entries()) {
    fixed.writeUInt32LE(PAGE_BYTES + at, 28 + 4 * index);
  }
  for (const [index, [exported, target]] of sorted.entries()) {
    // an address inside the export table itself is a forward
    fixed.writeUInt32LE(texts.add(target), functionsAt + 4 * index);
    fixed.writeUInt32LE(texts.add(exported), namesAt + 4 * index);
    fixed.writeUInt16LE(index, ordinalsAt + 2 * index);
  }
  return Buffer.concat([fixed, texts.bytes()]);
}

/** Texts that end with a zero, one after the other. */
class Texts {
  /** @type {Buffer[]} */
  #parts = [];
  at;

  /** @param {number} at where the first one will be in the section */
  constructor(at) {
    this.at = at;
  }

  /**
   * @param {string} text
   * @returns {number} its address in memory, relative to the DLL's
   */
  add(text) {
    const address = PAGE_BYTES + this.at;
    const bytes = Buffer.from(`${text}\0`, 'latin1');
    this.#parts.push(bytes);
    this.at += bytes.length;
    return address;
  }

  bytes() {
    return Buffer.concat(this.#parts);
  }
}

/**
 * @param {number} tableBytes
 * @param {number} sectionBytes
 */
function headers(tableBytes, sectionBytes) {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(PE_AT, 0x3c);
  bytes.write('PE\0\0', PE_AT, 'latin1');
  bytes.writeUInt16LE(0x8664, PE_AT + 4); // x64
  bytes.writeUInt16LE(1, PE_AT + 6); // sections
  bytes.writeUInt16LE(OPTIONAL_BYTES, PE_AT + 20);
  bytes.writeUInt16LE(0x2022, PE_AT + 22); // a DLL, executable, above 2 GiB
  writeOptionalHeader(bytes.subarray(OPTIONAL_AT), tableBytes, sectionBytes);
  writeSectionHeader(bytes.subarray(OPTIONAL_AT + OPTIONAL_BYTES), tableBytes, sectionBytes);
  return bytes;
}

/**
 * @param {Buffer} at
 * @param {number} tableBytes
 * @param {number} sectionBytes
 */
function writeOptionalHeader(at, tableBytes, sectionBytes) {
  at.writeUInt16LE(0x20b, 0); // PE32+
  at.writeUInt32LE(sectionBytes, 8);
  at.writeUInt32LE(PAGE_BYTES, 20);
  at.writeBigUInt64LE(0x1_8000_0000n, 24); // where it would like to be loaded
  at.writeUInt32LE(PAGE_BYTES, 32);
  at.writeUInt32LE(FILE_ALIGNMENT, 36);
  at.writeUInt16LE(6, 40); // made for Windows Vista and later, as
  at.writeUInt16LE(6, 48); // is its subsystem
  at.writeUInt32LE(PAGE_BYTES + roundUp(tableBytes, PAGE_BYTES), 56);
  at.writeUInt32LE(HEADER_BYTES, 60);
  at.writeUInt16LE(3, 68); // console
  at.writeUInt16LE(0x160, 70); // anywhere in memory, no code in data
  for (const [index, size] of [0x100000n, 0x1000n, 0x100000n, 0x1000n].entries()) {
    at.writeBigUInt64LE(size, 72 + 8 * index); // stack and heap, which a DLL does not have
  }
  at.writeUInt32LE(16, 108);
  at.writeUInt32LE(PAGE_BYTES, 112); // the first of sixteen tables: exports
  at.writeUInt32LE(tableBytes, 116);
}

/**
 * @param {Buffer} at
 * @param {number} tableBytes
 * @param {number} sectionBytes
 */
function writeSectionHeader(at, tableBytes, sectionBytes) {
  at.write('.rdata', 0, 'latin1');
  at.writeUInt32LE(tableBytes, 8);
  at.writeUInt32LE(PAGE_BYTES, 12);
  at.writeUInt32LE(sectionBytes, 16);
  at.writeUInt32LE(HEADER_BYTES, 20);
  at.writeUInt32LE(0x4000_0040, 36); // read only, data
}

/**
 * @param {number} value
 * @param {number} step
 */
function roundUp(value, step) {
  return Math.ceil(value / step) * step;
}
