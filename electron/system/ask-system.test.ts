import { describe, expect, it } from 'vitest';
import { askSystem, readInterfaces } from './ask-system.ts';

const fail = (): never => {
  throw Object.assign(new Error('uv_interface_addresses returned Unknown system error 13'), {
    code: 'ERR_SYSTEM_ERROR',
  });
};

describe('a system that does not answer', () => {
  it('has nothing to say, and ends nothing', () => {
    expect(askSystem(fail, 'nothing')).toBe('nothing');
    expect(readInterfaces(fail)).toEqual({});
  });
});
