import { createInterface } from 'node:readline';
import { startEngine } from '../engine.ts';
import type { EngineOptions, EngineSettings } from '../engine-api.ts';

// A whole engine in a process of its own, to be run inside a network namespace. Argument: EngineOptions as JSON.
// Writes what the engine tells as lines of JSON; reads commands, one array a line: ["configure", settings],
// ["addPeer", address]; stops when its input ends.

function report(event: string, facts: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...facts })}\n`);
}

/** What keeps this process alive, by kind. */
function countResources(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo().toSorted()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

// written by a test of ours
const options = JSON.parse(process.argv[2] ?? '{}') as EngineOptions;
const engine = await startEngine(options, (event) => report(event.type, event));
report('self', await engine.snapshot());

const commands: Readonly<Record<string, (argument: unknown) => Promise<unknown>>> = {
  // written by a test of ours
  configure: (change) => engine.configure({ ...options, ...(change as Partial<EngineSettings>) }),
  addPeer: (address) => engine.addPeer(String(address)),
  count: () => Promise.resolve(countResources()),
};

const input = createInterface({ input: process.stdin });
input.on('line', (line) => {
  // written by a test of ours
  const [id, command, argument] = JSON.parse(line) as [number, string, unknown];
  commands[command]?.(argument).then(
    (value) => report('answer', { id, value }),
    (error: unknown) => report('answer', { id, code: error instanceof Error && 'code' in error ? error.code : 'bug' }),
  );
});
input.on('close', () => void engine.stop().then(() => process.exit(0)));
