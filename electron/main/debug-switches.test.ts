import { beforeEach, expect, it, vi } from 'vitest';
import { refuseDebugSwitches } from './debug-switches.ts';

const electron = vi.hoisted(() => ({ isPackaged: true, switches: new Set<string>() }));
vi.mock('electron', () => ({
  app: {
    get isPackaged() {
      return electron.isPackaged;
    },
    commandLine: {
      hasSwitch: (name: string) => electron.switches.has(name),
      removeSwitch: (name: string) => electron.switches.delete(name),
    },
  },
}));

beforeEach(() => {
  electron.switches = new Set(['remote-debugging-port', 'remote-debugging-pipe', 'user-data-dir']);
});

it('takes the debugging port from a packaged app, not the pipe of whoever started it', () => {
  electron.isPackaged = true;
  expect(refuseDebugSwitches()).toEqual(['remote-debugging-port']);
  expect([...electron.switches]).toEqual(['remote-debugging-pipe', 'user-data-dir']);
});

it('leaves developers theirs', () => {
  electron.isPackaged = false;
  expect(refuseDebugSwitches()).toEqual([]);
  expect(electron.switches.size).toBe(3);
});
