import { describe, expect, it } from 'vitest';
import { argumentsThatAreNoText, findNoText } from './raw-arguments.ts';

describe('findNoText', () => {
  it('finds what is no UTF-8, and nothing else', () => {
    const line = Buffer.concat([
      Buffer.from('lanyard\0--\0caf\u{fffd}.txt\0林\0', 'utf8'),
      Buffer.from('caf\xe9 1.txt\0', 'latin1'),
      Buffer.from('caf\xe9 2.txt', 'latin1'),
    ]);
    expect([...findNoText(line)]).toEqual(['caf\u{fffd} 1.txt', 'caf\u{fffd} 2.txt']);
  });

  it('finds nothing where the system does not tell', () => {
    expect(argumentsThatAreNoText('/does/not/exist').size).toBe(0);
    expect(argumentsThatAreNoText().size).toBe(0);
  });
});
