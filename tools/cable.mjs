// node tools/cable.mjs HOST:PORT: a cable with faults to that device, docs/debugging.md. Commands come from the keyboard.
import { createInterface } from 'node:readline';
import { inRoot } from './process/project-root.mjs';
import { PlainError, runMain, say } from './process/say.mjs';

/** @typedef {import('../electron/engine/testing/tcp-fault-proxy.ts').FaultProxy} FaultProxy */

/** @type {Readonly<Record<string, (cable: FaultProxy, amount: number) => void>>} */
const COMMANDS = {
  stall: (cable) => cable.stall(),
  flow: (cable) => cable.flow(),
  reset: (cable) => cable.reset(),
  refuse: (cable) => cable.refuse(true),
  accept: (cable) => cable.refuse(false),
  delay: (cable, ms) => cable.delay(ms),
  limit: (cable, bytesPerSec) => cable.limit(bytesPerSec > 0 ? bytesPerSec : null),
};

await runMain(async () => {
  const [, host, port] = /^(.+):(\d+)$/.exec(process.argv[2] ?? '') ?? [];
  if (host === undefined || port === undefined) throw new PlainError('usage: node tools/cable.mjs HOST:PORT');
  const cable = await openCable(host, Number(port));
  say(`${cable.address} leads to ${host}:${port}. ${Object.keys(COMMANDS).join(', ')} (delay MS, limit BYTES_PER_SEC)`);
  for await (const line of createInterface(process.stdin)) {
    const [word = '', amount = '0'] = line.trim().split(/\s+/);
    const command = COMMANDS[word];
    if (command === undefined) say(`unknown: ${word}`);
    else command(cable, Number(amount));
    say(`${cable.bytes.up} bytes up, ${cable.bytes.down} bytes down`);
  }
  cable.stop();
});

/**
 * @param {string} host
 * @param {number} port
 */
async function openCable(host, port) {
  // Vite's loader reads TypeScript; Node 20 alone does not
  const { runnerImport } = await import('vite');
  const source = inRoot('electron/engine/testing/tcp-fault-proxy.ts');
  const { module } = await runnerImport(source, { configFile: false, logLevel: 'error' });
  const { openFaultProxy } = /** @type {typeof import('../electron/engine/testing/tcp-fault-proxy.ts')} */ (module);
  return openFaultProxy({ host, port });
}
