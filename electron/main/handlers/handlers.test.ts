import { describe, expect, it, vi } from 'vitest';
import { success } from '../../../shared/errors/result.ts';
import { toPeerId } from '../../../shared/model/ids.ts';
import { EMPTY_REPORT } from '../../../shared/model/transfer.ts';
import type { ReceiptHead } from '../../history/history-api.ts';
import type { Dialogs } from '../dialogs.ts';
import type { EngineHost } from '../engine-host.ts';
import { createFakeSettings, offerOf, transferIdOf } from '../testing/fixtures.ts';
import type { History } from '../history/history.ts';
import { createPendingSends } from '../pending/pending-sends.ts';
import { startUpdater } from '../updates/updater.ts';
import { createHandlers } from './handlers.ts';

const peerId = toPeerId('a'.repeat(64));
const transferId = transferIdOf('1');
const unknown = { ok: false, error: { code: 'TRANSFER_UNKNOWN', at: 'here' } } as const;

/** Handlers before an engine that says yes to everything, and dialogs in which the user chose `chosen`. */
function setup(chosen: readonly string[] = []) {
  const done = () => Promise.resolve(success(undefined));
  const commands = {
    addPeer: vi.fn(() => Promise.resolve(success(peerId))),
    forgetPeer: vi.fn(done),
    send: vi.fn<EngineHost['commands']['send']>(() => Promise.resolve(success(transferId))),
    sendAgain: vi.fn(() => Promise.resolve(success(transferId))),
    cancel: vi.fn(done),
    dismiss: vi.fn(done),
    locate: vi.fn<EngineHost['commands']['locate']>(() => Promise.resolve(success('/inbox/a'))),
    origin: vi.fn(() => Promise.resolve(success({ sourcePaths: [], shownPath: null }))),
    files: vi.fn(() => Promise.resolve(success({ total: 0, rows: [] }))),
    offerEntries: vi.fn(() => Promise.resolve(success({ total: 0, rows: [] }))),
    setDestination: vi.fn(done),
    accept: vi.fn(done),
    decline: vi.fn(done),
    pause: vi.fn(done),
    resume: vi.fn(done),
    retry: vi.fn(() => Promise.resolve(success(transferId))),
    move: vi.fn(done),
    cancelWaiting: vi.fn(done),
    startTest: vi.fn(done),
    cancelTest: vi.fn(done),
  } satisfies EngineHost['commands'];
  const dialogs = {
    chooseThingsToSend: vi.fn(() => Promise.resolve(chosen)),
    chooseFolder: vi.fn(() => Promise.resolve(chosen[0] ?? null)),
    chooseReceiptFile: vi.fn(() => Promise.resolve(chosen[0] ?? null)),
  } satisfies Dialogs;
  const host: EngineHost = {
    commands,
    configure: done,
    snapshot: () =>
      Promise.resolve({
        self: {
          id: peerId,
          name: '',
          platform: 'linux',
          fingerprintWords: [],
          port: 0,
          addresses: [],
          isDiscoverable: true,
          discoveryTrouble: null,
          isNewIdentity: false,
        },
        peers: [],
        offers: [offerOf()],
        transfers: [],
        engineError: null,
        test: null,
      }),
    stop: () => Promise.resolve(),
  };
  const show = vi.fn();
  const history = {
    note: () => undefined,
    page: vi.fn(() => Promise.resolve(success({ total: 0, rows: [], keptAside: null }))),
    files: vi.fn(() => Promise.resolve(success({ total: 0, rows: [] }))),
    remove: vi.fn(() => Promise.resolve(success(null))),
    clear: vi.fn(() => Promise.resolve(success(null))),
    origin: vi.fn<History['origin']>(() => Promise.resolve(unknown)),
    receipt: vi.fn<History['receipt']>(() => Promise.resolve(unknown)),
    saveReceipt: vi.fn(() => Promise.resolve(success(null))),
    startCheck: vi.fn(() => Promise.resolve(success(null))),
    cancelCheck: vi.fn(() => Promise.resolve(success(null))),
    checks: () => [],
    problems: vi.fn(() => Promise.resolve(success({ total: 0, rows: [] }))),
    settled: vi.fn(() => Promise.resolve()),
    stop: () => Promise.resolve(),
  } satisfies History;
  const parts = {
    settings: createFakeSettings(),
    history,
    pending: createPendingSends(() => undefined),
    updater: startUpdater({
      feed: null,
      loadInstaller: () => Promise.reject(new Error('no feed')),
      looksByItself: () => false,
      movingCount: () => 0,
      prepareRestart: () => Promise.resolve(),
      onChanged: () => undefined,
      log: () => undefined,
    }),
    support: { openLogFolder: vi.fn(() => Promise.resolve()), copyDiagnostics: vi.fn(() => Promise.resolve()) },
    presenter: { setAtHome: vi.fn() },
  };
  return {
    handlers: createHandlers({ host, dialogs, showInFolder: show, copyText: () => Promise.resolve(), ...parts }),
    commands,
    dialogs,
    show,
    history,
    pending: parts.pending,
  };
}

describe('sendFiles', () => {
  it('sends absolute paths', async () => {
    const { handlers, commands } = setup();
    expect(await handlers.sendFiles({ peerId, paths: ['/a', '/b'], withoutPath: ['c'] })).toEqual(success(transferId));
    expect(commands.send).toHaveBeenCalledWith(peerId, ['/a', '/b'], ['c']);
  });

  it.skipIf(process.platform === 'win32')('refuses paths that are absolute elsewhere only', () => {
    const { handlers, commands } = setup();
    expect(() => handlers.sendFiles({ peerId, paths: ['C:\\a'] })).toThrow('not absolute');
    expect(commands.send).not.toHaveBeenCalled();
  });
});

describe('the line to a peer', () => {
  it('is changed, emptied, and gets what failed', async () => {
    const { handlers, commands } = setup();
    expect(await handlers.moveTransfer({ transferId, to: 'first' })).toEqual(success(null));
    expect(commands.move).toHaveBeenCalledWith(transferId, 'first');
    expect(await handlers.cancelWaiting({ peerId })).toEqual(success(null));
    expect(commands.cancelWaiting).toHaveBeenCalledWith(peerId);
    expect(await handlers.retryFailed({ transferId, indexes: [3] })).toEqual(success(transferId));
    expect(commands.retry).toHaveBeenCalledWith(transferId, [3]);
  });
});

describe('chooseAndSend', () => {
  it('sends what the user chose', async () => {
    const { handlers, commands, dialogs } = setup(['/a']);
    expect(await handlers.chooseAndSend({ peerId, kind: 'folders' })).toEqual(success(transferId));
    expect(dialogs.chooseThingsToSend).toHaveBeenCalledWith('folders');
    expect(commands.send).toHaveBeenCalledWith(peerId, ['/a'], []);
  });

  it('sends nothing when the user chose nothing', async () => {
    const { handlers, commands } = setup();
    expect(await handlers.chooseAndSend({ peerId, kind: 'files' })).toEqual(success(null));
    expect(commands.send).not.toHaveBeenCalled();
  });
});

describe('showInFolder', () => {
  it('shows the path that the engine gives', async () => {
    const { handlers, show } = setup();
    expect(await handlers.showInFolder({ transferId })).toEqual(success(null));
    expect(show.mock.calls).toEqual([['/inbox/a']]);
  });

  it('shows nothing that the engine does not know', async () => {
    const { handlers, commands, show } = setup();
    commands.locate.mockResolvedValue(unknown);
    expect(await handlers.showInFolder({ transferId })).toEqual(unknown);
    expect(show).not.toHaveBeenCalled();
  });
});

describe('dismissTransfer', () => {
  it('waits until the history has written what it asks the engine for', async () => {
    const { handlers, commands, history } = setup();
    let write: () => void = () => undefined;
    history.settled.mockReturnValue(new Promise((resolve) => (write = resolve)));
    const reply = handlers.dismissTransfer({ transferId });
    await Promise.resolve();
    expect(commands.dismiss).not.toHaveBeenCalled();
    write();
    expect(await reply).toEqual(success(null));
    expect(commands.dismiss).toHaveBeenCalledWith(transferId);
  });
});

describe('sendAgainFromHistory', () => {
  it('sends from where the things were', async () => {
    const { handlers, commands, history } = setup();
    history.origin.mockResolvedValue(success({ peerId, sourcePaths: ['/a', '/b'], shownPath: '/a' }));
    expect(await handlers.sendAgainFromHistory({ transferId })).toEqual(success(transferId));
    expect(commands.send).toHaveBeenCalledWith(peerId, ['/a', '/b']);
  });

  it('sends nothing that the history does not know', async () => {
    const { handlers, commands } = setup();
    expect(await handlers.sendAgainFromHistory({ transferId })).toEqual(unknown);
    expect(commands.send).not.toHaveBeenCalled();
  });
});

describe('showHistoryInFolder', () => {
  it('shows what is still there, and says when it is not', async () => {
    const { handlers, show, history } = setup();
    history.origin.mockResolvedValue(success({ peerId, sourcePaths: [], shownPath: import.meta.filename }));
    expect(await handlers.showHistoryInFolder({ transferId })).toEqual(success(null));
    expect(show.mock.calls).toEqual([[import.meta.filename]]);
    history.origin.mockResolvedValue(success({ peerId, sourcePaths: [], shownPath: '/gone/for/ever' }));
    expect(await handlers.showHistoryInFolder({ transferId })).toMatchObject({
      error: { code: 'HISTORY_MOVED' },
    });
    expect(show).toHaveBeenCalledTimes(1);
  });
});

describe('saveReceipt', () => {
  const head: ReceiptHead = {
    transferId,
    direction: 'send',
    result: 'done',
    ...{ peerId, peerName: 'Bob', title: 'Photos', itemCount: 1 },
    ...{ bytesDone: 1, bytesTotal: 1, filesDone: 1, filesTotal: 1, filesFailed: 0, startedAtMs: 1_700_000_000_000 },
    ...{ acceptedAtMs: null, endedAtMs: 1_700_000_000_000, hashedFiles: 1, hashedBytes: 1 },
    report: EMPTY_REPORT,
  };

  it('writes where the user chose and says the name', async () => {
    const { handlers, dialogs, history } = setup(['/home/a/proof.sha256']);
    history.receipt.mockResolvedValue(success(head));
    expect(await handlers.saveReceipt({ transferId })).toEqual(success('proof.sha256'));
    expect(dialogs.chooseReceiptFile).toHaveBeenCalledWith(expect.stringMatching(/^Photos 2023-11-1\d\.sha256$/));
    expect(history.saveReceipt).toHaveBeenCalledWith(transferId, '/home/a/proof.sha256');
  });

  it('writes nothing when the user chose nothing, and asks nothing for what is not known', async () => {
    const { handlers, dialogs, history } = setup();
    expect(await handlers.saveReceipt({ transferId })).toEqual(unknown);
    expect(dialogs.chooseReceiptFile).not.toHaveBeenCalled();
    history.receipt.mockResolvedValue(success(head));
    expect(await handlers.saveReceipt({ transferId })).toEqual(success(null));
    expect(history.saveReceipt).not.toHaveBeenCalled();
  });
});

describe('chooseOfferFolder', () => {
  it('starts at the present destination and sets the chosen one', async () => {
    const { handlers, commands, dialogs } = setup(['/other']);
    expect(await handlers.chooseOfferFolder({ transferId })).toEqual(success(null));
    expect(dialogs.chooseFolder).toHaveBeenCalledWith('/home/a/Downloads');
    expect(commands.setDestination).toHaveBeenCalledWith(transferId, '/other');
  });

  it('leaves the destination alone when the user chose nothing', async () => {
    const { handlers, commands } = setup();
    expect(await handlers.chooseOfferFolder({ transferId })).toEqual(success(null));
    expect(commands.setDestination).not.toHaveBeenCalled();
  });

  it('opens no dialog for an offer that is gone', async () => {
    const { handlers, dialogs } = setup(['/other']);
    expect(await handlers.chooseOfferFolder({ transferId: transferIdOf('2') })).toEqual(unknown);
    expect(dialogs.chooseFolder).not.toHaveBeenCalled();
  });
});

describe('addPeer', () => {
  it('takes an address with spaces around it', async () => {
    const { handlers, commands } = setup();
    await handlers.addPeer({ address: ' nas.local:53420\n' });
    expect(commands.addPeer).toHaveBeenCalledWith('nas.local:53420');
  });
});

describe('sendPending', () => {
  it('sends what waits, which then waits no longer', async () => {
    const { handlers, commands, pending } = setup();
    pending.put(['/a', '/b'], 0);
    expect(await handlers.sendPending({ id: 1, peerId })).toEqual(success(transferId));
    expect(commands.send).toHaveBeenCalledWith(peerId, ['/a', '/b']);
    expect(await handlers.sendPending({ id: 1, peerId })).toMatchObject({ ok: false });
    expect(commands.send).toHaveBeenCalledTimes(1);
  });

  it('lets it wait for another try when it cannot be sent', async () => {
    const { handlers, commands, pending } = setup();
    pending.put(['/a'], 0);
    commands.send.mockResolvedValueOnce(unknown);
    expect(await handlers.sendPending({ id: 1, peerId })).toEqual(unknown);
    expect(pending.current()?.id).toBe(1);
    expect(await handlers.forgetPending({ id: 1 })).toEqual(success(null));
    expect(pending.current()).toBeNull();
  });
});
