import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TransferError } from '../../shared/errors/lanyard-error.ts';
import { success } from '../../shared/errors/result.ts';
import { requestSchemas } from '../../shared/ipc/schemas.ts';
import { toTransferId } from '../../shared/model/ids.ts';
import type { LogLine } from '../engine/engine-api.ts';
import { broadcast, setupIpc, type Handlers } from './ipc-main.ts';

type Listener = (event: unknown, ...args: unknown[]) => Promise<unknown>;
const listeners = vi.hoisted(() => new Map<string, Listener>());
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, listener: Listener) => listeners.set(channel, listener) },
}));

const transferId = toTransferId('1'.repeat(32));
const untrusted = { ok: false, error: { code: 'IPC_UNTRUSTED_SENDER', at: 'here' } };
const badArgs = { ok: false, error: { code: 'IPC_BAD_ARGS', at: 'here' } };

interface Frame {
  readonly origin: string;
  readonly url: string;
}

/** As much of a window as the wrapper looks at. */
function windowOf(mainFrame: Frame, isDestroyed = false) {
  const send = vi.fn();
  const window = { isDestroyed: () => isDestroyed, webContents: { mainFrame, send } };
  // the wrapper uses these members only
  return { send, window: window as unknown as BrowserWindow };
}

function handlersOf(run: (channel: string, args: unknown[]) => unknown): Handlers {
  const entries = Object.keys(requestSchemas).map((channel) => [channel, (...args: unknown[]) => run(channel, args)]);
  // the keys of the schemas are the channels of the contract, and their record type has exactly those
  return Object.fromEntries(entries) as Handlers;
}

describe('setupIpc', () => {
  const ownFrame: Frame = { origin: 'app://lanyard', url: 'app://lanyard/' };
  const { window } = windowOf(ownFrame);
  let lines: LogLine[] = [];
  let run = vi.fn<(channel: string, args: unknown[]) => unknown>();

  beforeEach(() => {
    lines = [];
    listeners.clear();
    run = vi.fn(() => success(null));
    setupIpc({ handlers: handlersOf(run), windows: () => [window], log: (_area, line) => lines.push(line) });
  });

  const call = (channel: string, senderFrame: Frame | null, ...args: unknown[]) =>
    listeners.get(channel)?.({ senderFrame }, ...args);

  it.each(Object.keys(requestSchemas))('handles %s', (channel) => {
    expect(listeners.has(channel)).toBe(true);
  });

  it('handles nothing outside the contract', () => {
    expect([...listeners.keys()].sort()).toEqual(Object.keys(requestSchemas).sort());
  });

  it('passes the parsed arguments of our page on', async () => {
    expect(await call('cancelTransfer', ownFrame, { transferId })).toEqual({ ok: true, value: null });
    expect(run).toHaveBeenCalledWith('cancelTransfer', [{ transferId }]);
  });

  it.each<[string, Frame | null]>([
    ['a frame that is gone', null],
    ['another frame of the same origin', { ...ownFrame }],
    ['a frame of a foreign page', { origin: 'https://example.org', url: 'https://example.org/' }],
  ])('refuses %s', async (_what, frame) => {
    expect(await call('snapshot', frame)).toEqual(untrusted);
    expect(run).not.toHaveBeenCalled();
    expect(lines).toMatchObject([{ level: 'warn', facts: { code: 'IPC_UNTRUSTED_SENDER' } }]);
  });

  it.each<Frame>([
    { origin: 'https://example.org', url: 'https://example.org/' },
    { origin: 'null', url: 'about:blank' },
    { origin: 'app://lanyard', url: '' },
    { origin: 'app://lanyard.example.org', url: 'app://lanyard.example.org/' },
    { origin: 'app://other', url: 'app://other/' },
  ])('refuses its own window once it shows $url of $origin', async (frame) => {
    listeners.clear();
    const away = windowOf(frame);
    setupIpc({ handlers: handlersOf(run), windows: () => [away.window], log: () => undefined });
    expect(await call('snapshot', frame)).toEqual(untrusted);
    expect(run).not.toHaveBeenCalled();
  });

  it('refuses a window that is being destroyed', async () => {
    listeners.clear();
    const gone = windowOf(ownFrame, true);
    setupIpc({ handlers: handlersOf(run), windows: () => [gone.window], log: () => undefined });
    expect(await call('snapshot', ownFrame)).toEqual(untrusted);
  });

  it('refuses arguments that do not fit and does not log them', async () => {
    expect(await call('cancelTransfer', ownFrame, { transferId: '/home/bob/secret' })).toEqual(badArgs);
    expect(run).not.toHaveBeenCalled();
    expect(lines).toMatchObject([{ level: 'warn', facts: { code: 'IPC_BAD_ARGS', at: '0.transferId' } }]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it.each(Object.keys(requestSchemas))('refuses superfluous arguments of %s', async (channel) => {
    expect(await call(channel, ownFrame, {}, {}, {})).toEqual(badArgs);
  });

  it('answers the code of an expected failure', async () => {
    run.mockRejectedValue(new TransferError('TRANSFER_UNKNOWN', 'gone'));
    const reply = await call('cancelTransfer', ownFrame, { transferId });
    expect(reply).toEqual({ ok: false, error: { code: 'TRANSFER_UNKNOWN', at: 'here' } });
  });

  it('answers INTERNAL for a bug and keeps its stack in the log', async () => {
    run.mockImplementation(() => {
      throw new TypeError('x is not a function');
    });
    const reply = await call('cancelTransfer', ownFrame, { transferId });
    expect(reply).toEqual({ ok: false, error: { code: 'INTERNAL', at: 'here' } });
    expect(lines[0]?.stack).toContain('x is not a function');
  });
});

describe('broadcast', () => {
  const frame: Frame = { origin: 'app://lanyard', url: 'app://lanyard/' };

  it('tells every window that is still there', () => {
    const here = windowOf(frame);
    const gone = windowOf(frame, true);
    broadcast([gone.window, here.window], 'transfers:focused', transferId);
    expect(here.send).toHaveBeenCalledWith('transfers:focused', transferId);
    expect(gone.send).not.toHaveBeenCalled();
  });
});
