import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  CABLE,
  makeTwoHosts,
  type HostProcess,
  type Line,
  type TwoHosts,
} from './discovery/testing/network-namespaces.ts';
import type { EngineOptions, EngineSettings } from './engine-api.ts';
import { bundleScript } from './testing/bundle-script.ts';

const OTHER_CABLE = 'v1';
/** Only to end a hang: being found takes up to 5 s, starting a process comes on top. */
const SOON_MS = 120_000;

const canMakeHosts = process.platform === 'linux' && process.getuid?.() === 0;
const why = canMakeHosts ? '' : ' (skipped: needs root on Linux for ip netns)';

/** An engine on another computer. */
interface FarEngine {
  readonly process: HostProcess;
  readonly port: number;
  configure(change: Partial<EngineSettings>): Promise<void>;
  /** The id, or the code of the error. */
  addPeer(address: string): Promise<string>;
  count(): Promise<string>;
}

/** Ids of those that only listen and announce. */
const KNOWN = new Set<unknown>(['b2', 'c3', 'd4'].map((two) => two.repeat(32)));
let lastCallId = 0;

async function call(process: HostProcess, command: string, argument: unknown): Promise<Line> {
  const id = ++lastCallId;
  process.tell([id, command, argument]);
  return process.line((line) => line['event'] === 'answer' && line['id'] === id, SOON_MS);
}

const isPeers =
  (fits: (text: string) => boolean) =>
  (line: Line): boolean =>
    line['event'] === 'peers' && fits(JSON.stringify(line['changed']));
const isSelf =
  (fits: (text: string) => boolean) =>
  (line: Line): boolean =>
    line['event'] === 'self' && fits(JSON.stringify(line['self']));

describe.skipIf(!canMakeHosts)(`engines between two computers with two cables${why}`, { timeout: 600_000 }, () => {
  let directory = '';
  let driver = '';
  let ear = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lanyard-test-'));
    driver = await bundleScript(directory, join(import.meta.dirname, 'testing/engine-driver.ts'));
    ear = await bundleScript(directory, join(import.meta.dirname, 'discovery/testing/mdns-driver.ts'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  /** 10.77.0.x on the first cable, 10.78.0.x on the second. */
  const makeHosts = (name: string): TwoHosts => {
    const hosts = makeTwoHosts(name);
    onTestFinished(() => hosts.remove());
    hosts.addCable(OTHER_CABLE);
    for (const [host, last] of [
      [hosts.a, 1],
      [hosts.b, 2],
    ] as const) {
      for (const [cable, net] of [
        [CABLE, '10.77'],
        [OTHER_CABLE, '10.78'],
      ] as const) {
        // else the kernel itself talks IPv6 on the cable
        hosts.ip(host, `link set ${cable} addrgenmode none`);
        hosts.ip(host, `addr add ${net}.0.${last}/24 dev ${cable}`);
        hosts.ip(host, `link set ${cable} up`);
      }
    }
    return hosts;
  };
  const start = async (
    hosts: TwoHosts,
    host: string,
    name: string,
    change: Partial<EngineOptions> = {},
  ): Promise<FarEngine> => {
    const options: EngineOptions = {
      name,
      platform: 'linux',
      dataDir: await mkdtemp(join(directory, 'data-')),
      inboxDir: directory,
      peerFolders: {},
      existingNames: 'keep-both',
      isReceiving: true,
      isVisible: true,
      interfaces: null,
      port: 53_420,
      uploadLimit: null,
      downloadLimit: null,
      listen: null,
      isDiscoveryOn: true,
      peers: [],
      ...change,
    };
    const process = hosts.run(host, driver, JSON.stringify(options));
    await process.line((line) => line['event'] === 'self', SOON_MS);
    return {
      process,
      port: options.port,
      configure: async (settings) => {
        await call(process, 'configure', settings);
      },
      addPeer: async (address) => {
        const { value, code } = await call(process, 'addPeer', address);
        return String(value ?? code);
      },
      count: async () => JSON.stringify((await call(process, 'count', null))['value']),
    };
  };
  const sentOn = (hosts: TwoHosts, host: string, cable: string): number => {
    // what `ip` prints; a missing counter would make it NaN, which equals nothing
    const [shown] = JSON.parse(hosts.ip(host, `-json -stats link show ${cable}`)) as [
      { stats64: { tx: { packets: number } } },
    ];
    return shown.stats64.tx.packets;
  };

  it('uses the chosen interface only: says nothing on the other, hears nobody there, dials nobody there', async () => {
    const hosts = makeHosts('lyif');
    const a = await start(hosts, hosts.a, 'Ada', { interfaces: [CABLE] });
    const b = await start(hosts, hosts.b, 'Bo');
    await Promise.all([
      a.process.line(
        isPeers((text) => text.includes('"online"') && text.includes('10.77.0.2')),
        SOON_MS,
      ),
      b.process.line(
        isPeers((text) => text.includes('"online"') && text.includes('10.77.0.1')),
        SOON_MS,
      ),
    ]);
    await a.process.line(
      isSelf((text) => text.includes('10.77.0.1') && !text.includes('10.78')),
      SOON_MS,
    );
    expect(sentOn(hosts, hosts.a, OTHER_CABLE)).toBe(0);
    expect(sentOn(hosts, hosts.a, CABLE)).toBeGreaterThan(0);
    // a stranger on the other cable gets no byte of TLS
    expect(await b.addPeer('10.78.0.1:53420')).toBe('PEER_NOT_LANYARD');
    // nor one that comes by that cable for the address of this one
    hosts.ip(hosts.b, 'route replace 10.77.0.1/32 dev v1 src 10.78.0.2');
    hosts.ip(hosts.a, 'route replace 10.78.0.2/32 dev v1');
    expect(await b.addPeer('10.77.0.1:53420')).toBe('PEER_NOT_LANYARD');
  });

  it('moves to another interface while it runs', async () => {
    const hosts = makeHosts('lymv');
    const a = await start(hosts, hosts.a, 'Ada', { interfaces: [CABLE] });
    const b = await start(hosts, hosts.b, 'Bo', { interfaces: [OTHER_CABLE] });
    await a.configure({ interfaces: [OTHER_CABLE] });
    await a.process.line(
      isSelf((text) => text.includes('10.78.0.1') && !text.includes('10.77')),
      SOON_MS,
    );
    await Promise.all([
      a.process.line(
        isPeers((text) => text.includes('"online"') && text.includes('10.78.0.2')),
        SOON_MS,
      ),
      b.process.line(
        isPeers((text) => text.includes('"online"') && text.includes('10.78.0.1')),
        SOON_MS,
      ),
    ]);
  });

  it('says goodbye when it is to be invisible, and is heard again when it is not', async () => {
    const hosts = makeHosts('lybye');
    const a = await start(hosts, hosts.a, 'Ada');
    const listener = hosts.run(hosts.b, ear, 'b2'.repeat(32), '1002');
    await listener.line((line) => line['event'] === 'found', SOON_MS);
    await a.configure({ isVisible: false });
    await listener.line((line) => line['event'] === 'lost', SOON_MS);
    const later = hosts.run(hosts.b, ear, 'c3'.repeat(32), '1003');
    const isAda = (line: Line): boolean => line['event'] === 'found' && !KNOWN.has(line['peerId']);
    // one that is visible is heard to come and go meanwhile, by the same questions
    const other = hosts.run(hosts.a, ear, 'd4'.repeat(32), '1004');
    await later.line((line) => line['event'] === 'found' && line['peerId'] === 'd4'.repeat(32), SOON_MS);
    await other.end();
    await later.line((line) => line['event'] === 'lost', SOON_MS);
    await expect(later.line(isAda, 500)).rejects.toThrow('did not report');
    await a.configure({ isVisible: true });
    await later.line(isAda, SOON_MS);
  });

  it('sees others while it is not visible, and leaves nothing behind by changing often', async () => {
    const hosts = makeHosts('lyvis');
    const a = await start(hosts, hosts.a, 'Ada', { isVisible: false });
    await a.process.line(
      isSelf((text) => text.includes('"isDiscoverable":false')),
      SOON_MS,
    );
    const before = await a.count();
    for (let n = 0; n < 10; n++) await a.configure({ isVisible: n % 2 === 0 });
    await expect.poll(() => a.count(), { timeout: SOON_MS }).toBe(before);
    await a.configure({ isVisible: true });
    await a.process.line(
      isSelf((text) => text.includes('"isDiscoverable":true')),
      SOON_MS,
    );
    const b = await start(hosts, hosts.b, 'Bo', { isVisible: false });
    await b.process.line(
      isPeers((text) => text.includes('"Ada"') && text.includes('"online"')),
      SOON_MS,
    );
    const listed = a.process.line(
      isPeers((text) => text.includes('"Bo"')),
      500,
    );
    await expect(listed).rejects.toThrow('did not report');
  });
});
