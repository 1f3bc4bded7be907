import { crc32 } from 'node:zlib';
import { StorageError } from '../../../shared/errors/lanyard-error.ts';

/** One line, its newline included. What is longer is not ours. */
export const MAX_LINE_BYTES = 64 * 1024;

/** What one line holds: a word that says which note it is, then its fields. */
export type JournalRecord = readonly [tag: string, ...fields: readonly unknown[]];

const CRC_DIGITS = 8;
const HEAD_BYTES = CRC_DIGITS + 1;
const SPACE = 0x20;
/** UTF-8 of one UTF-16 unit: what is shorter needs no count. */
const MAX_UNIT_BYTES = 3;

/** Two digits of each byte: a number beyond 2^31 takes five times as long to become a text of base 16. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const lastByte = (number: number): string => HEX[number & 255] ?? '';

function crcText(json: string | Buffer): string {
  const crc = crc32(json);
  return lastByte(crc >>> 24) + lastByte(crc >>> 16) + lastByte(crc >>> 8) + lastByte(crc);
}

/**
 * `<8 hex digits of the CRC-32> <json>\n`: a torn or changed line is told from a whole one.
 *
 * @throws StorageError STORAGE_NAME_TOO_LONG when it would be longer than a line may be
 */
export function encodeLine(record: JournalRecord): string {
  const json = JSON.stringify(record);
  const line = `${crcText(json)} ${json}\n`;
  if (line.length * MAX_UNIT_BYTES > MAX_LINE_BYTES && Buffer.byteLength(line) > MAX_LINE_BYTES) {
    throw new StorageError('STORAGE_NAME_TOO_LONG', 'too long for a line of the journal');
  }
  return line;
}

function isRecord(value: unknown): value is JournalRecord {
  return Array.isArray(value) && typeof value[0] === 'string';
}

/** What a line without its newline holds; null: it is not as it was written. Never throws. */
export function decodeLine(line: Buffer): JournalRecord | null {
  if (line.length <= HEAD_BYTES || line.length >= MAX_LINE_BYTES || line[CRC_DIGITS] !== SPACE) return null;
  const json = line.subarray(HEAD_BYTES);
  if (line.toString('latin1', 0, CRC_DIGITS) !== crcText(json)) return null;
  try {
    const value: unknown = JSON.parse(json.toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    // a true checksum over something that is no JSON: not written by us
    return null;
  }
}

/** Whether a line says that it is a note of this kind, without looking at the rest of it. */
export function hasTag(line: Buffer, tag: string): boolean {
  const start = `["${tag}"`;
  return line.toString('latin1', HEAD_BYTES, HEAD_BYTES + start.length) === start;
}
