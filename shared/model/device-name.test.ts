import { describe, expect, it } from 'vitest';
import { deviceNameSchema } from '../ipc/settings-schema.ts';
import { MAX_NAME_LENGTH } from '../protocol/constants.ts';
import { findNameFault } from './device-name.ts';
import { SETTINGS_LIMITS } from './settings.ts';

describe('findNameFault()', () => {
  it.each([
    'Studio Laptop',
    ' padded ',
    '林的笔记本',
    'حاسوب المطبخ',
    'می‌خواهم',
    '👩‍👩‍👧‍👦 Family',
    '🏳️‍🌈',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    'x'.repeat(64),
    '长'.repeat(64),
    '🚀'.repeat(32),
  ])('takes %j', (name) => {
    expect(findNameFault(name)).toBeNull();
    expect(deviceNameSchema.safeParse(name).data).toBe(name.trim());
  });

  it.each([
    ['', 'empty'],
    [' \t ', 'empty'],
    ['x'.repeat(65), 'long'],
    ['🚀'.repeat(33), 'long'],
    ['a\u0000b', 'invisible'],
    ['line\nbreak', 'invisible'],
    ['report\u202egnp', 'invisible'],
    ['a\u200db', 'invisible'],
    ['zero\u200bwidth', 'invisible'],
    ['tag\u{e0041}', 'invisible'],
    ['lone\ud800', 'invisible'],
  ])('refuses %j as %s', (name, fault) => {
    expect(findNameFault(name)).toBe(fault);
    expect(deviceNameSchema.safeParse(name).success).toBe(false);
  });

  it('takes no name that the wire refuses', () => {
    expect(SETTINGS_LIMITS.nameLength).toBe(MAX_NAME_LENGTH);
  });
});
