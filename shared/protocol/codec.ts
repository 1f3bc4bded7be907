import { ProtocolError } from '../errors/lanyard-error.ts';
import { FRAME_HEADER_BYTES, MAX_CONTROL_BYTES, MAX_DATA_BYTES } from './constants.ts';
import { toWireEntry } from './manifest-entry.ts';
import { MESSAGE_SCHEMAS, MESSAGE_TYPES, type ControlMessage, type ControlType, type MessageType } from './messages.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The five bytes before a payload. PROTOCOL.md §3 */
function encodeHeader(type: MessageType, payloadBytes: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(FRAME_HEADER_BYTES);
  new DataView(header.buffer).setUint32(0, payloadBytes);
  header[4] = MESSAGE_TYPES[type];
  return header;
}

/** Header of a DATA frame whose payload the caller writes right after it. */
export function encodeDataHeader(payloadBytes: number): Uint8Array<ArrayBuffer> {
  if (payloadBytes < 1 || payloadBytes > MAX_DATA_BYTES) throw new RangeError('bug: DATA payload out of range');
  return encodeHeader('data', payloadBytes);
}

/** A whole frame: header and JSON payload. Throws a RangeError when it would be over 64 KiB: our bug. */
export function encodeMessage(message: ControlMessage): Uint8Array<ArrayBuffer> {
  const { type, ...fields } = message;
  const body = message.type === 'manifest' ? { entries: message.entries.map(toWireEntry) } : fields;
  const payload = encoder.encode(JSON.stringify(body));
  if (payload.length > MAX_CONTROL_BYTES) throw new RangeError(`bug: ${type} of ${payload.length} bytes`);
  const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  frame.set(encodeHeader(type, payload.length));
  frame.set(payload, FRAME_HEADER_BYTES);
  return frame;
}

function parseJson(type: ControlType, payload: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(payload));
  } catch (cause) {
    throw new ProtocolError('PROTOCOL_BAD_MESSAGE', `${type} is not JSON in UTF-8`, { cause });
  }
}

/** The one place where a payload becomes a message: nothing behind it checks types or limits again. */
export function decodeMessage(type: ControlType, payload: Uint8Array): ControlMessage {
  const parsed = MESSAGE_SCHEMAS[type].safeParse(parseJson(type, payload));
  if (!parsed.success) {
    throw new ProtocolError('PROTOCOL_BAD_MESSAGE', `bad ${type}`, { cause: parsed.error });
  }
  // the schema was picked by `type`, so the pair is a ControlMessage; TypeScript cannot link the two
  return { type, ...parsed.data } as ControlMessage;
}
