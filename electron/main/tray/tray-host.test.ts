import { describe, expect, it, vi } from 'vitest';
import { hasTrayHost, type RunProgram, type TrayPlace } from './tray-host.ts';

const desktop: TrayPlace = {
  platform: 'linux',
  env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' },
  isPackaged: true,
};
const answering = (answers: Readonly<Record<string, string>>) =>
  vi.fn<RunProgram>((program) => Promise.resolve(answers[program] ?? null));

describe('hasTrayHost', () => {
  it.each(['win32', 'darwin'] as const)('is true on %s without asking', async (platform) => {
    const run = answering({});
    expect(await hasTrayHost({ platform, env: {}, isPackaged: true }, run)).toBe(true);
    expect(run).not.toHaveBeenCalled();
  });

  it.each([
    ['gdbus: a host', { gdbus: '(<true>,)\n' }, true],
    ['gdbus: a watcher without a host', { gdbus: '(<false>,)\n' }, false],
    ['busctl', { busctl: 'b true\n' }, true],
    ['busctl: no', { busctl: 'b false\n' }, false],
    ['dbus-send', { 'dbus-send': 'method return\n   variant       boolean true\n' }, true],
    ['nobody', {}, false],
  ])('believes the desktop: %s', async (_who, answers, expected) => {
    expect(await hasTrayHost(desktop, answering(answers))).toBe(expected);
  });

  it.each([
    ['no session bus', {}],
    ['a switched-off one', { DBUS_SESSION_BUS_ADDRESS: 'disabled:' }],
    ['a folder without one', { XDG_RUNTIME_DIR: '/nowhere' }],
  ])('does not ask where there is %s', async (_what, env) => {
    const run = answering({ gdbus: '(<true>,)' });
    expect(await hasTrayHost({ ...desktop, env }, run)).toBe(false);
    expect(run).not.toHaveBeenCalled();
  });

  it.each([
    ['on', 'linux', false, true],
    ['off', 'win32', false, false],
    ['on', 'linux', true, false],
    ['off', 'win32', true, true],
    ['perhaps', 'linux', false, false],
  ] as const)('LANYARD_TRAY=%s on %s, packaged %s: %s', async (tray, platform, isPackaged, expected) => {
    expect(await hasTrayHost({ platform, env: { LANYARD_TRAY: tray }, isPackaged }, answering({}))).toBe(expected);
  });
});
