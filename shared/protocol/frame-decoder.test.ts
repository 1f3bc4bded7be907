import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LanyardError, ProtocolError } from '../errors/lanyard-error.ts';
import { decodeMessage, encodeDataHeader, encodeMessage } from './codec.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { MAX_CONTROL_BYTES, MAX_DATA_BYTES } from './constants.ts';
import { MESSAGE_TYPES, type ControlMessage } from './messages.ts';

const SAMPLE: readonly ControlMessage[] = [
  { type: 'heartbeat' },
  { type: 'ack', bytes: 70_000, taken: 70_000 },
  { type: 'file-failed', index: 3, code: 302 },
];

/** Three control messages with a DATA frame of `dataBytes` in the middle. */
function sampleStream(dataBytes: number): Uint8Array {
  const data = Uint8Array.from({ length: dataBytes }, (_, position) => position % 251);
  const [first, ...others] = SAMPLE.map(encodeMessage);
  return Buffer.concat([first ?? new Uint8Array(0), encodeDataHeader(dataBytes), data, ...others]);
}

/** Frames as plain text: control messages as JSON, DATA pieces joined. */
function transcript(chunks: Iterable<Uint8Array>): string[] {
  const decoder = new FrameDecoder();
  const lines: string[] = [];
  for (const chunk of chunks) {
    for (const frame of decoder.push(chunk)) {
      if (frame.type !== 'data') lines.push(JSON.stringify(decodeMessage(frame.type, frame.payload)));
      else if (frame.isStart) lines.push(Buffer.from(frame.piece).toString('hex'));
      else lines.push((lines.pop() ?? '') + Buffer.from(frame.piece).toString('hex'));
    }
  }
  return lines;
}

const rawFrame = (typeCode: number, lengthBytes: number): Uint8Array => {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(lengthBytes);
  header[4] = typeCode;
  return header;
};

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof LanyardError ? error.code : String(error);
  }
};

describe('FrameDecoder', () => {
  const stream = sampleStream(300);
  const whole = transcript([stream]);

  it('reads several frames out of one chunk', () => {
    expect(whole).toHaveLength(4);
  });

  it('reads the same frames wherever the stream is cut in two', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      expect(transcript([stream.subarray(0, cut), stream.subarray(cut)])).toEqual(whole);
    }
  });

  it('reads the same frames byte by byte', () => {
    expect(transcript(Array.from(stream, (byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('reads the same frames in any pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }), (sizes) => {
        const chunks: Uint8Array[] = [];
        for (let offset = 0, turn = 0; offset < stream.length; turn++) {
          const end = offset + (sizes[turn % sizes.length] ?? 1);
          chunks.push(stream.subarray(offset, end));
          offset = end;
        }
        expect(transcript(chunks)).toEqual(whole);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('refuses a length over the limit at the header, before any payload is there', () => {
    const refused = (typeCode: number, lengthBytes: number) =>
      codeOf(() => [...new FrameDecoder().push(rawFrame(typeCode, lengthBytes))]);
    expect(refused(MESSAGE_TYPES.hello, 4097)).toBe('PROTOCOL_TOO_LARGE');
    expect(refused(MESSAGE_TYPES.manifest, MAX_CONTROL_BYTES + 1)).toBe('PROTOCOL_TOO_LARGE');
    expect(refused(MESSAGE_TYPES.data, MAX_DATA_BYTES + 1)).toBe('PROTOCOL_TOO_LARGE');
    expect(refused(MESSAGE_TYPES.data, 0xffff_ffff)).toBe('PROTOCOL_TOO_LARGE');
    expect(refused(MESSAGE_TYPES.data, 0)).toBe('PROTOCOL_BAD_FRAME');
    expect(refused(0x7f, 1)).toBe('PROTOCOL_BAD_FRAME');
    expect(refused(MESSAGE_TYPES.data, MAX_DATA_BYTES)).toBeUndefined();
  });

  it('lets the session refuse a frame by its header', () => {
    const decoder = new FrameDecoder(() => {
      throw new ProtocolError('PROTOCOL_UNEXPECTED_MESSAGE', 'not now');
    });
    expect(codeOf(() => [...decoder.push(rawFrame(MESSAGE_TYPES.data, 9))])).toBe('PROTOCOL_UNEXPECTED_MESSAGE');
  });

  it('survives 10,000 streams of garbage: a ProtocolError or patience, never a crash, never more than a frame held', () => {
    const typeCode = fc.oneof(fc.constantFrom(...Object.values(MESSAGE_TYPES)), fc.integer({ min: 0, max: 255 }));
    const plausible = fc.tuple(typeCode, fc.oneof(fc.nat(200), fc.nat(0xffff_ffff)), fc.uint8Array({ maxLength: 220 }));
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      plausible.map(([code, lengthBytes, body]) => Buffer.concat([rawFrame(code, lengthBytes), body])),
      plausible.map(([code, , body]) => Buffer.concat([rawFrame(code, body.length), body])),
    );
    fc.assert(
      fc.property(garbage, (bytes) => {
        const code = codeOf(() => transcript([bytes.subarray(0, 7), bytes.subarray(7)]));
        expect(code === undefined || code.startsWith('PROTOCOL_'), code).toBe(true);
      }),
      { seed: 20_261_121, numRuns: 10_000 },
    );
  });
});
