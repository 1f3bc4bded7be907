import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { bundleScript } from '../testing/bundle-script.ts';
import { makeTempDir } from '../testing/temp-dir.ts';
import { openJournals } from './journals.ts';
import { fileEntry, receiveHeader } from './testing/samples.ts';

const KILLS = 12;
const ENTRY_COUNT = 300;

/** Lets the child write notes until it has told of `count`, kills it, and gives all that it told of. */
async function noteAndKill(script: string, args: readonly string[], count: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const promised: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    promised.push(Number(line));
    if (promised.length === count) child.kill('SIGKILL');
  }
  await exit;
  expect(child.signalCode).toBe('SIGKILL');
  return promised;
}

it('keeps every note that it promised, however often it is killed', { timeout: 120_000 }, async () => {
  const dataDir = await makeTempDir();
  const script = await bundleScript(dataDir, path.join(import.meta.dirname, 'testing/note-until-killed.ts'));
  const header = receiveHeader({ skip: [] });
  const journals = openJournals(dataDir, silentLog);
  const entries = Array.from({ length: ENTRY_COUNT }, (_, i) => fileEntry(`f${i}`, 1));
  await (await journals.createReceive(header, entries)).close();
  /** By entry, the number of the last note that was promised. */
  const promised = new Map<number, number>();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const told = await noteAndKill(script, [dataDir, header.transferId], 1 + kill * 97);
    for (const number of told) {
      const index = number % ENTRY_COUNT;
      promised.set(index, Math.max(number, promised.get(index) ?? 0));
    }
    const { received } = await journals.load();
    const { noted } = await received[0]!.read();
    const kept = (index: number): number => Number(noted.placed.get(index)?.savedAs ?? -1);
    expect([...promised].filter(([index, number]) => kept(index) < number)).toEqual([]);
    expect(noted.hasLostNotes).toBe(false);
  }
  expect(promised.size).toBe(ENTRY_COUNT);
});
