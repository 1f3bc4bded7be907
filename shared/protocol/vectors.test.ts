import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../errors/codes.ts';
import { LanyardError } from '../errors/lanyard-error.ts';
import { decodeMessage, encodeMessage } from './codec.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { MESSAGE_TYPES, type ControlMessage } from './messages.ts';
import { afterAnswer, afterReceipt, nextState, type SessionState, type Side } from './session-machine.ts';

interface GoodVector {
  readonly name: string;
  readonly hex: string;
  readonly message: ControlMessage;
}
interface BadVector {
  readonly name: string;
  readonly hex: string;
  readonly errorCode: string;
}

interface ExchangeStep {
  readonly from: Side;
  readonly hex: string;
}

// the files are ours and read by these tests only
const read = <T>(file: string): T[] =>
  JSON.parse(readFileSync(new URL(`./vectors/${file}`, import.meta.url), 'utf8')) as T[];
const good = read<GoodVector>('good.json');
const bad = read<BadVector>('bad.json');
const exchange = read<ExchangeStep>('exchange.json');
const spec = readFileSync(new URL('../../PROTOCOL.md', import.meta.url), 'utf8');
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

function decodeAll(bytes: Uint8Array): ControlMessage[] {
  const messages: ControlMessage[] = [];
  for (const frame of new FrameDecoder().push(bytes)) {
    if (frame.type !== 'data') messages.push(decodeMessage(frame.type, frame.payload));
  }
  return messages;
}

describe('test vectors', () => {
  it.each(good)('$name decodes and encodes', ({ hex, message }) => {
    expect(decodeAll(bytesOf(hex))).toEqual([message]);
    expect(Buffer.from(encodeMessage(message)).toString('hex')).toBe(hex.replaceAll(' ', ''));
  });

  it.each(bad)('$name is refused with $errorCode', ({ hex, errorCode }) => {
    let code: string | undefined;
    try {
      decodeAll(bytesOf(hex));
    } catch (error) {
      code = error instanceof LanyardError ? error.code : String(error);
    }
    expect(code).toBe(errorCode);
  });

  it('has the example of PROTOCOL.md, and it is a legal session', () => {
    let state: SessionState = 'greeting';
    for (const { from, hex } of exchange) {
      expect(spec.replaceAll(/\s/g, '')).toContain(hex);
      for (const frame of new FrameDecoder().push(bytesOf(hex))) {
        state = nextState(state, from, frame.type);
        const message = frame.type === 'data' ? null : decodeMessage(frame.type, frame.payload);
        if (message?.type === 'answer') state = afterAnswer(message);
        if (message?.type === 'receipt') state = afterReceipt(true);
      }
    }
    expect(state).toBe('closed');
  });

  it('has every wire code in the table of PROTOCOL.md', () => {
    for (const { wire } of Object.values(ERROR_CODES)) {
      if (wire !== null) expect(spec).toMatch(new RegExp(`^\\| ${wire} +\\|`, 'm'));
    }
  });

  it('has a vector and a section of PROTOCOL.md for every message', () => {
    for (const [type, typeCode] of Object.entries(MESSAGE_TYPES)) {
      const name = type.toUpperCase();
      const hexCode = `0x${typeCode.toString(16).padStart(2, '0')}`;
      expect(spec, `a section for ${name}`).toMatch(new RegExp(`^#+ .*${name} \\(${hexCode}\\)`, 'm'));
      if (type !== 'data') expect(good.map((vector) => vector.message.type)).toContain(type);
    }
  });
});
