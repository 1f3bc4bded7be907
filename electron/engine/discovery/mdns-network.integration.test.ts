import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CABLE, makeTwoHosts, type HostProcess, type Line, type TwoHosts } from './testing/network-namespaces.ts';

const A = 'a1'.repeat(32);
const B = 'b2'.repeat(32);
const C = 'c3'.repeat(32);
/** Only to end a hang: being found takes up to 5 s, a new address is seen by a look every 0.5 s and asked about at once. */
const FOUND_MS = 120_000;

const canMakeHosts = process.platform === 'linux' && process.getuid?.() === 0;
const why = canMakeHosts ? '' : ' (skipped: needs root on Linux for ip netns)';

/** Plain Node reads no TypeScript. */
async function bundleDriver(directory: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'testing/mdns-driver.ts'),
      outDir: directory,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: 'driver.mjs' } },
    },
    ssr: { noExternal: true },
  });
  return join(directory, 'driver.mjs');
}

const foundAt =
  (peerId: string, host: string) =>
  (line: Line): boolean =>
    line['event'] === 'found' && line['peerId'] === peerId && JSON.stringify(line['addresses']).includes(`"${host}`);

describe.skipIf(!canMakeHosts)(`Mdns between two computers${why}`, { timeout: 600_000 }, () => {
  let directory = '';
  let driver = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lanyard-test-'));
    driver = await bundleDriver(directory);
  });
  afterAll(() => rm(directory, { recursive: true }));

  const makeHosts = (name: string): TwoHosts => {
    const hosts = makeTwoHosts(name);
    onTestFinished(() => hosts.remove());
    return hosts;
  };
  const startBoth = (hosts: TwoHosts): [HostProcess, HostProcess] => [
    hosts.run(hosts.a, driver, A, '1001'),
    hosts.run(hosts.b, driver, B, '1002'),
  ];
  const setUp = (hosts: TwoHosts, host: string, ...addresses: string[]): void => {
    for (const address of addresses) hosts.ip(host, `addr add ${address} dev ${CABLE}`);
    hosts.ip(host, `link set ${CABLE} up`);
  };

  it('finds the other both ways, with IPv4 and IPv6 addresses, and hears it go', async () => {
    const hosts = makeHosts('lyboth');
    setUp(hosts, hosts.a, '10.77.0.1/24', 'fd77::1/64');
    setUp(hosts, hosts.b, '10.77.0.2/24', 'fd77::2/64');
    const [a, b] = startBoth(hosts);
    await Promise.all([a.line(foundAt(B, '10.77.0.2'), FOUND_MS), b.line(foundAt(A, '10.77.0.1'), FOUND_MS)]);
    await Promise.all([a.line(foundAt(B, 'fd77::2'), FOUND_MS), b.line(foundAt(A, 'fe80::'), FOUND_MS)]);
    await b.end();
    expect(await a.line((line) => line['event'] === 'lost', 1_000)).toMatchObject({ peerId: B });
  });

  it('finds the other on a network without IPv4, with the zone to dial', async () => {
    const hosts = makeHosts('lysix');
    setUp(hosts, hosts.a);
    setUp(hosts, hosts.b);
    const [a, b] = startBoth(hosts);
    const lines = await Promise.all([a.line(foundAt(B, 'fe80::'), FOUND_MS), b.line(foundAt(A, 'fe80::'), FOUND_MS)]);
    for (const line of lines) expect(JSON.stringify(line['addresses'])).toContain(`%${CABLE}"`);
  });

  it('finds the other when the cable is plugged in late, and again under another address', async () => {
    const hosts = makeHosts('lylate');
    const [a, b] = startBoth(hosts);
    setUp(hosts, hosts.a, '10.77.0.1/24');
    setUp(hosts, hosts.b, '10.77.0.2/24');
    await Promise.all([a.line(foundAt(B, '10.77.0.2'), FOUND_MS), b.line(foundAt(A, '10.77.0.1'), FOUND_MS)]);

    hosts.ip(hosts.b, `link set ${CABLE} down`);
    hosts.ip(hosts.b, `addr del 10.77.0.2/24 dev ${CABLE}`);
    await b.line((line) => line['event'] === 'interfaces' && String(line['addresses']) === '', FOUND_MS);
    setUp(hosts, hosts.b, '10.77.0.22/24');
    await a.line(foundAt(B, '10.77.0.22'), FOUND_MS);
  });

  const sentOnCable = (hosts: TwoHosts): number => {
    const shown: unknown = JSON.parse(hosts.ip(hosts.a, `-json -stats link show ${CABLE}`));
    expect(shown).toMatchObject([{ stats64: { tx: { packets: expect.any(Number) as number } } }]);
    // checked by the line above
    return (shown as [{ stats64: { tx: { packets: number } } }])[0].stats64.tx.packets;
  };

  it('sends nothing to the network when it shall listen on 127.0.0.1 only', async () => {
    const hosts = makeHosts('lypin');
    // else the kernel itself talks IPv6 on the cable
    for (const host of [hosts.a, hosts.b]) hosts.ip(host, `link set ${CABLE} addrgenmode none`);
    setUp(hosts, hosts.a, '10.77.0.1/24');
    setUp(hosts, hosts.b, '10.77.0.2/24');
    const pinned = hosts.run(hosts.a, driver, A, '1001', '127.0.0.1');
    const other = hosts.run(hosts.a, driver, B, '1002', '127.0.0.1');
    await Promise.all([pinned.line(foundAt(B, '127.0.0.1'), FOUND_MS), other.line(foundAt(A, '127.0.0.1'), FOUND_MS)]);
    await other.end();
    await pinned.line((line) => line['event'] === 'lost', 1_000);
    expect(sentOnCable(hosts)).toBe(0);
    // the counter does count
    hosts.run(hosts.b, driver, C, '1003');
    await hosts.run(hosts.a, driver, B, '1004').line(foundAt(C, '10.77.0.2'), FOUND_MS);
    expect(sentOnCable(hosts)).toBeGreaterThan(0);
  });
});
