import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';
import { Readable } from 'node:stream';

/** What a TLS socket hands over at once: a record (RFC 8446 §5.1). Longer pieces come in several, of any length. */
const BUFFER_BYTES = 16 * 1024;

/** Of all sockets of the thread: each hands over what it read before the next one reads. */
const sharedBuffer = new Uint8Array(BUFFER_BYTES);

/** Under which of its own names Node keeps the two halves of `onread` at a socket. */
interface OnReadNames {
  readonly buffer: symbol;
  readonly callback: symbol;
}

interface BufferedHandle {
  useUserBuffer(buffer: Uint8Array): void;
}

/**
 * From now on `socket` reads into one buffer of the thread, and gives `onChunk` views of it, which hold only during the
 * call: without this Node makes an ArrayBuffer for each TLS record, which costs Electron more than deciphering it.
 * What cannot be taken at once, because the socket is paused or older bytes wait in it, is copied into the stream and
 * comes as 'data' when it goes on, so the caller listens to both.
 *
 * Node has this as the option `onread`, but not for a socket that is accepted, nor for TLS over an open one. It is set
 * here as that option would set it. Returns false, with nothing changed, where Node does not do it that way any more:
 * all bytes come as 'data'.
 */
export function readStatically(socket: Socket, onChunk: (chunk: Uint8Array) => void): boolean {
  const names = onReadNames();
  const handle: unknown = Reflect.get(socket, '_handle');
  if (!names || !isBufferedHandle(handle)) return false;
  // of the socket itself, and in use by nobody
  if (Reflect.get(socket, names.buffer) !== null || Reflect.get(socket, names.callback) !== null) return false;
  Reflect.set(socket, names.buffer, sharedBuffer);
  Reflect.set(socket, names.callback, (lengthBytes: number): boolean => {
    const chunk = sharedBuffer.subarray(0, lengthBytes);
    const mustWait = socket.readableFlowing !== true || socket.readableLength > 0;
    // false stops the reading until the stream asks for more
    if (mustWait) return socket.push(Buffer.from(chunk));
    onChunk(chunk);
    return true;
  });
  handle.useUserBuffer(sharedBuffer);
  return true;
}

/**
 * Pauses a socket that may read statically. Unlike its own `pause`, which stops the reading at once, this one reads on until
 * the stream is full, as a socket without `onread` does: an end or an error right behind the last bytes is still noticed.
 */
export function pauseStream(socket: Socket): void {
  const pause: unknown = Reflect.get(Readable.prototype, 'pause');
  if (typeof pause === 'function') Reflect.apply(pause, socket, []);
}

/** Found by giving the option to a socket that is never opened, and looking where it went. Null: not found. */
function findOnReadNames(): OnReadNames | null {
  const asked = { buffer: new Uint8Array(1), callback: (): boolean => true };
  const onread: OnReadOpts = asked;
  const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = { onread };
  const probe = new Socket(options);
  const nameOf = (value: unknown): symbol | undefined =>
    Object.getOwnPropertySymbols(probe).find((name) => Reflect.get(probe, name) === value);
  const buffer = nameOf(asked.buffer);
  const callback = nameOf(asked.callback);
  probe.destroy();
  return buffer && callback ? { buffer, callback } : null;
}

let found: OnReadNames | null | undefined;

const onReadNames = (): OnReadNames | null => (found === undefined ? (found = findOnReadNames()) : found);

const isBufferedHandle = (handle: unknown): handle is BufferedHandle =>
  typeof handle === 'object' &&
  handle !== null &&
  'useUserBuffer' in handle &&
  typeof handle.useUserBuffer === 'function';
