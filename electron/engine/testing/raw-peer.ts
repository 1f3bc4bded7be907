import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { decodeMessage, encodeMessage } from '../../../shared/protocol/codec.ts';
import { TAKEN_STEP_BYTES } from '../../../shared/protocol/constants.ts';
import { FrameDecoder } from '../../../shared/protocol/frame-decoder.ts';
import {
  MESSAGE_TYPES,
  type ControlMessage,
  type ControlType,
  type MessageOf,
} from '../../../shared/protocol/messages.ts';

/** How the other side ended a connection. */
interface RawEnd {
  /** Of its CLOSE; null: it just went. */
  readonly closeCode: number | null;
}

/** One end of a connection that keeps no rules: sends any bytes at any time, and hears what comes back. */
export interface RawPeer {
  readonly socket: TLSSocket;
  /** Control messages so far. */
  readonly heard: readonly ControlMessage[];
  /** Bytes of DATA so far. */
  readonly dataBytes: () => Uint8Array;
  /** Sends a message that the codec would send, legal or not. */
  send(message: ControlMessage): void;
  /** Sends a frame; `lengthBytes` lies about its length. */
  sendFrame(typeCode: number, payload: Uint8Array | string, lengthBytes?: number): void;
  sendData(bytes: Uint8Array | string): void;
  write(bytes: Uint8Array): void;
  /** From now on it tells the other side, as a receiver, that it takes what arrives. */
  takeAll(): void;
  /** The next message of that type, also one that came already; rejects when the connection ends first. */
  next<T extends ControlType>(type: T): Promise<MessageOf<T>>;
  /** Resolves when the connection is gone. */
  readonly ended: Promise<RawEnd>;
  destroy(): void;
}

/** A frame with any type byte, any payload and any length in its header. */
export function rawFrame(typeCode: number, payload: Uint8Array | string, lengthBytes?: number): Uint8Array {
  const body = Buffer.from(payload);
  const header = Buffer.alloc(5);
  header.writeUInt32BE(lengthBytes ?? body.length);
  header[4] = typeCode;
  return Buffer.concat([header, body]);
}

class RawConnection implements RawPeer {
  readonly socket: TLSSocket;
  readonly heard: ControlMessage[] = [];
  readonly ended: Promise<RawEnd>;
  readonly #decoder = new FrameDecoder();
  readonly #data: Buffer[] = [];
  readonly #taken = new Set<ControlMessage>();
  readonly #listeners = new Set<() => void>();
  #isEnded = false;
  #isTaking = false;
  #heldBytes = 0;
  #takenBytes = 0;

  constructor(socket: TLSSocket) {
    this.socket = socket;
    this.ended = this.#watchEnd();
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => socket.end());
    // an attacker does not mind a broken pipe
    socket.on('error', () => undefined);
  }

  dataBytes = (): Uint8Array => Buffer.concat(this.#data);

  send(message: ControlMessage): void {
    this.write(encodeMessage(message));
  }

  sendFrame(typeCode: number, payload: Uint8Array | string, lengthBytes?: number): void {
    this.write(rawFrame(typeCode, payload, lengthBytes));
  }

  sendData(bytes: Uint8Array | string): void {
    this.sendFrame(MESSAGE_TYPES.data, bytes);
  }

  write(bytes: Uint8Array): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  next<T extends ControlType>(type: T): Promise<MessageOf<T>> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.heard.find((message) => message.type === type && !this.#taken.has(message));
        if (!found && !this.#isEnded) return;
        this.#listeners.delete(look);
        if (!found) return reject(new Error(`ended before ${type}; heard ${JSON.stringify(this.heard)}`));
        this.#taken.add(found);
        // its type was compared with `type`; TypeScript cannot link the two
        resolve(found as MessageOf<T>);
      };
      this.#listeners.add(look);
      look();
    });
  }

  destroy(): void {
    this.socket.destroy();
  }

  takeAll(): void {
    this.#isTaking = true;
  }

  #receive(chunk: Buffer): void {
    for (const frame of this.#decoder.push(chunk)) {
      if (frame.type === 'data') this.#addData(frame.piece);
      else this.#note(decodeMessage(frame.type, frame.payload));
    }
  }

  #addData(piece: Uint8Array): void {
    this.#data.push(Buffer.from(piece));
    this.#heldBytes += piece.length;
    if (!this.#isTaking || this.#heldBytes - this.#takenBytes < TAKEN_STEP_BYTES) return;
    this.#takenBytes = this.#heldBytes;
    this.send({ type: 'ack', bytes: 0, taken: this.#takenBytes });
  }

  #note(message: ControlMessage): void {
    this.heard.push(message);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #watchEnd(): Promise<RawEnd> {
    if (!this.socket.destroyed) await once(this.socket, 'close').catch(() => undefined);
    this.#isEnded = true;
    this.#tell();
    const close = this.heard.find((message) => message.type === 'close');
    return { closeCode: close?.type === 'close' ? close.code : null };
  }
}

/** Takes over a TLS socket. */
export function toRawPeer(socket: TLSSocket): RawPeer {
  return new RawConnection(socket);
}
