import { expect, it } from 'vitest';
import { formatAddress } from './format-address.ts';

it('puts IPv6 into brackets', () => {
  expect(formatAddress('192.168.1.20', 53420)).toBe('192.168.1.20:53420');
  expect(formatAddress('fe80::1', 53420)).toBe('[fe80::1]:53420');
});
