import { describe, expect, it } from 'vitest';
import { fromWireCode } from '../errors/codes.ts';
import { decodeMessage } from './codec.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hello = (platform: string): string =>
  `{"minVersion":1,"maxVersion":1,"purpose":"presence","deviceId":"${'5f'.repeat(32)}","name":"Ada","platform":${platform},"port":1,"features":[""]}`;

describe('decodeMessage()', () => {
  it('takes a platform that it does not know for another one', () => {
    expect(decodeMessage('hello', bytes(hello('"haiku"')))).toMatchObject({ platform: 'other', features: [''] });
    expect(decodeMessage('hello', bytes(hello('""')))).toMatchObject({ platform: 'other' });
  });

  it('lets the last one of a key that comes twice count', () => {
    expect(decodeMessage('close', bytes('{"code":300,"code":206}'))).toEqual({ type: 'close', code: 206 });
  });

  it.each([999, 1_000, 9_999, 2 ** 53 - 1])('takes the code %s of a later version for 500', (code) => {
    expect(decodeMessage('result', bytes(`{"files":[[0,${code}]]}`))).toEqual({ type: 'result', files: [[0, code]] });
    expect(fromWireCode(code)).toBe('INTERNAL');
  });
});
