import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { setupQuit } from './quit.ts';

const electron = vi.hoisted(() => ({
  app: null as unknown as EventEmitter & { quit: () => void; exit: () => void },
  autoUpdater: null as unknown as EventEmitter,
}));
vi.mock('electron', () => ({
  get app() {
    return electron.app;
  },
  get autoUpdater() {
    return electron.autoUpdater;
  },
  dialog: {},
}));

describe('setupQuit', () => {
  beforeEach(() => {
    electron.app = Object.assign(new EventEmitter(), { quit: vi.fn(), exit: vi.fn() });
    electron.autoUpdater = new EventEmitter();
  });
  const hide = vi.fn();
  // the only thing that is done with it
  const window = { hide } as unknown as BrowserWindow;
  const setup = () => setupQuit({ stop: () => Promise.resolve(), livesOn: () => true, onHidden: () => undefined });

  it('hides the window that is closed beside a tray icon', () => {
    expect(setup().canClose(window, 0)).toBe(false);
    expect(hide).toHaveBeenCalledOnce();
  });

  it.each([
    ['somebody quits', () => electron.app.emit('before-quit')],
    // macOS closes the windows first, and says before-quit afterwards
    ['an update is put in place', () => electron.autoUpdater.emit('before-quit-for-update')],
  ])('lets the window go when %s', (_why, happen) => {
    const quit = setup();
    happen();
    expect(quit.canClose(window, 0)).toBe(true);
  });

  it('ends also when what should stop does not', async () => {
    setupQuit({ stop: () => Promise.reject(new Error('no')), livesOn: () => true, onHidden: () => undefined });
    electron.app.emit('will-quit', { preventDefault: () => undefined });
    await vi.waitFor(() => expect(electron.app.exit).toHaveBeenCalledOnce());
  });
});
