import { ProtocolError } from '../errors/lanyard-error.ts';
import { FRAME_HEADER_BYTES, MAX_CONTROL_BYTES, MAX_DATA_BYTES, MAX_GREETING_BYTES } from './constants.ts';
import { toMessageType, type ControlType, type MessageType } from './messages.ts';

/**
 * What comes out of a stream of bytes. A control payload is whole; DATA comes in the pieces it arrived in,
 * uncopied, so a DATA frame is never held. `start` tells that a DATA frame begins.
 */
export type DecodedFrame =
  | { readonly type: ControlType; readonly payload: Uint8Array }
  | { readonly type: 'data'; readonly piece: Uint8Array; readonly isStart: boolean };

function maxPayloadBytes(type: MessageType): number {
  if (type === 'data') return MAX_DATA_BYTES;
  return type === 'hello' || type === 'welcome' ? MAX_GREETING_BYTES : MAX_CONTROL_BYTES;
}

/**
 * Bytes in, frames out; no I/O, no clock. Whatever the pieces the bytes come in, the frames are the same
 * (TCP keeps no message borders). After it threw, it must not be used again.
 *
 * Holds at most one control payload (64 KiB), allocated only after its header was found legal.
 */
export class FrameDecoder {
  readonly #onHeader: (type: MessageType, payloadBytes: number) => void;
  readonly #header = new Uint8Array(FRAME_HEADER_BYTES);
  #headerFilled = 0;
  #type: MessageType | null = null;
  #missingBytes = 0;
  #isStart = false;
  #partial: Uint8Array | null = null;
  #partialFilled = 0;

  /** @param onHeader - may throw to refuse a frame before a byte of its payload is kept */
  constructor(onHeader: (type: MessageType, payloadBytes: number) => void = () => undefined) {
    this.#onHeader = onHeader;
  }

  /** Yields the frames that `chunk` completes. Pieces and payloads may be views of `chunk`: use or copy them at once. */
  *push(chunk: Uint8Array): Generator<DecodedFrame, void> {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#type === null) {
        offset = this.#readHeader(chunk, offset);
        if (this.#isEmptyControl()) yield this.#finish(new Uint8Array(0));
        continue;
      }
      const end = Math.min(chunk.length, offset + this.#missingBytes);
      const frame = this.#readPayload(this.#type, chunk.subarray(offset, end));
      offset = end;
      if (frame) yield frame;
    }
  }

  #isEmptyControl(): boolean {
    return this.#type !== null && this.#missingBytes === 0;
  }

  #readHeader(chunk: Uint8Array, offset: number): number {
    const end = Math.min(chunk.length, offset + FRAME_HEADER_BYTES - this.#headerFilled);
    this.#header.set(chunk.subarray(offset, end), this.#headerFilled);
    this.#headerFilled += end - offset;
    if (this.#headerFilled === FRAME_HEADER_BYTES) this.#startFrame();
    return end;
  }

  #startFrame(): void {
    const payloadBytes = new DataView(this.#header.buffer).getUint32(0);
    const typeCode = this.#header[FRAME_HEADER_BYTES - 1] ?? 0;
    const type = toMessageType(typeCode);
    if (type === undefined) throw new ProtocolError('PROTOCOL_BAD_FRAME', `unknown frame type ${typeCode}`);
    if (payloadBytes > maxPayloadBytes(type)) {
      throw new ProtocolError('PROTOCOL_TOO_LARGE', `${type} of ${payloadBytes} bytes`);
    }
    if (type === 'data' && payloadBytes === 0) throw new ProtocolError('PROTOCOL_BAD_FRAME', 'empty data frame');
    this.#onHeader(type, payloadBytes);
    this.#headerFilled = 0;
    this.#type = type;
    this.#missingBytes = payloadBytes;
    this.#isStart = true;
  }

  #readPayload(type: MessageType, piece: Uint8Array): DecodedFrame | null {
    this.#missingBytes -= piece.length;
    if (type === 'data') return this.#finishPiece(piece);
    const isWhole = this.#isStart && this.#missingBytes === 0;
    this.#isStart = false;
    if (isWhole) return this.#finish(piece);
    this.#collect(piece);
    return this.#missingBytes === 0 && this.#partial ? this.#finish(this.#partial) : null;
  }

  #finishPiece(piece: Uint8Array): DecodedFrame {
    const frame = { type: 'data', piece, isStart: this.#isStart } as const;
    this.#isStart = false;
    if (this.#missingBytes === 0) this.#type = null;
    return frame;
  }

  #collect(piece: Uint8Array): void {
    if (!this.#partial) {
      this.#partial = new Uint8Array(piece.length + this.#missingBytes);
      this.#partialFilled = 0;
    }
    this.#partial.set(piece, this.#partialFilled);
    this.#partialFilled += piece.length;
  }

  #finish(payload: Uint8Array): DecodedFrame {
    const type = this.#type;
    if (type === null || type === 'data') throw new Error('bug: no control frame is open');
    this.#type = null;
    this.#partial = null;
    return { type, payload };
  }
}
