import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NetworkAddress } from './address-scope.ts';
import { createPacketGate } from './packet-gate.ts';

const LOCAL: NetworkAddress[] = [
  { name: 'eth0', family: 'IPv4', address: '10.0.0.1', prefixLength: 24, scopeId: 0, isInternal: false },
  { name: 'eth0', family: 'IPv6', address: 'fe80::1', prefixLength: 64, scopeId: 2, isInternal: false },
];
const LOOPBACK: NetworkAddress[] = [
  { name: 'lo', family: 'IPv4', address: '127.0.0.1', prefixLength: 8, scopeId: 0, isInternal: true },
];
const packet = (sizeBytes = 100, answers = 1): Uint8Array => {
  const bytes = Buffer.alloc(sizeBytes);
  if (sizeBytes >= 8) bytes.writeUInt16BE(answers, 6);
  return bytes;
};

describe('createPacketGate()', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('admits packets of the link they were heard on, no others', () => {
    const gate = createPacketGate();
    expect(gate.admits(packet(), '10.0.0.9', LOCAL)).toBe(true);
    expect(gate.admits(packet(), 'fe80::9%eth0', LOCAL)).toBe(true);
    expect(gate.admits(packet(), 'fe80::9%wlan0', LOCAL)).toBe(false);
    expect(gate.admits(packet(), '10.0.1.9', LOCAL)).toBe(false);
    expect(gate.admits(packet(), '10.0.0.9', LOOPBACK)).toBe(false);
  });

  it('refuses what is too short, too long or claims too much', () => {
    const gate = createPacketGate();
    expect(gate.admits(packet(11), '10.0.0.9', LOCAL)).toBe(false);
    expect(gate.admits(packet(9_001), '10.0.0.9', LOCAL)).toBe(false);
    expect(gate.admits(packet(100, 257), '10.0.0.9', LOCAL)).toBe(false);
  });

  const admitted = (gate: ReturnType<typeof createPacketGate>, source: string, count: number): number =>
    Array.from({ length: count }, () => gate.admits(packet(), source, LOCAL)).filter(Boolean).length;

  it('takes 10 packets a second of one source, and a burst of 30', () => {
    const gate = createPacketGate();
    expect(admitted(gate, '10.0.0.9', 1_000)).toBe(30);
    vi.advanceTimersByTime(1_000);
    expect(admitted(gate, '10.0.0.9', 1_000)).toBe(10);
  });

  it('lets a loud source cost no other', () => {
    const gate = createPacketGate();
    admitted(gate, '10.0.0.9', 1_000);
    expect(admitted(gate, '10.0.0.8', 5)).toBe(5);
  });
});
