import { open } from 'node:fs/promises';
import { patiently } from '../../disk/patiently.ts';
import { decodeLine, MAX_LINE_BYTES } from './journal-line.ts';

/** Notes beyond this are not read: the longest honest file, of 200,000 entries and 5 TB of blocks, is shorter. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** Takes a line without its newline. `lost`: it cannot be used; `stop`: no more of them are needed. */
export type OnLine = (line: Buffer) => 'used' | 'lost' | 'stop';

/** Cuts chunks into lines; holds at most one line. */
class LineSplitter {
  lostLines = 0;
  isStopped = false;
  #carry = Buffer.alloc(0);
  #isOverlong = false;
  readonly #onLine: OnLine;

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1 && !this.isStopped; end = chunk.indexOf(NEWLINE, start)) {
      this.#endLine(chunk.subarray(start, end));
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** A last line that nobody ended: whole, or torn when the process was killed, which loses nothing that was promised. */
  finish(): void {
    if (this.isStopped) return;
    if (this.#isOverlong) this.lostLines += 1;
    else if (decodeLine(this.#carry) !== null) this.#endLine(Buffer.alloc(0));
  }

  #endLine(rest: Buffer): void {
    const line = this.#carry.length === 0 ? rest : Buffer.concat([this.#carry, rest]);
    const result = this.#isOverlong ? 'lost' : this.#onLine(line);
    if (result === 'lost') this.lostLines += 1;
    this.isStopped = result === 'stop';
    this.#carry = Buffer.alloc(0);
    this.#isOverlong = false;
  }

  #keep(rest: Buffer): void {
    this.#isOverlong ||= this.#carry.length + rest.length >= MAX_LINE_BYTES;
    this.#carry = this.#isOverlong ? Buffer.alloc(0) : Buffer.concat([this.#carry, rest]);
  }
}

/**
 * Gives the lines of a file, one after the other, never more than one chunk of them in memory. The buffer of a line is
 * used again.
 *
 * @returns how many lines were lost; a torn last one is not counted
 * @throws what the system says when the file cannot be read; nothing for its content
 */
export async function readLines(file: string, onLine: OnLine): Promise<{ readonly lostLines: number }> {
  const splitter = new LineSplitter(onLine);
  const handle = await patiently(() => open(file, 'r'));
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let at = 0; !splitter.isStopped; ) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      if (at > MAX_FILE_BYTES) {
        splitter.lostLines += 1;
        break;
      }
      splitter.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
  splitter.finish();
  return splitter;
}
