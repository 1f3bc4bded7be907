import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Two computers joined by one cable, as far as the kernel can tell. Needs root; made away with by `remove()`. */
export interface TwoHosts {
  readonly a: string;
  readonly b: string;
  /** Runs `ip` inside a host and gives what it prints: `ip(hosts.a, 'addr add 10.77.0.1/24 dev v0')`. */
  ip(host: string, command: string): string;
  /** Another cable between them, down and without address, too. */
  addCable(name: string): void;
  /** Starts Node inside a host. */
  run(host: string, script: string, ...args: string[]): HostProcess;
  remove(): void;
}

/** A process that reports by lines of JSON. */
export interface HostProcess {
  /** The first line, past or future, that fits. Rejects after `timeoutMs` with all that came instead. */
  line(fits: (line: Line) => boolean, timeoutMs: number): Promise<Line>;
  /** Writes a line of JSON to its input. */
  tell(line: unknown): void;
  /** Ends its input; resolves when it has ended. */
  end(): Promise<void>;
  kill(): void;
}

export type Line = Readonly<Record<string, unknown>>;

export const CABLE = 'v0';

function runInHost(host: string, script: string, args: readonly string[]): HostProcess {
  const child = spawn('ip', ['netns', 'exec', host, process.execPath, script, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines: Line[] = [];
  const listeners = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    // our own driver writes objects
    lines.push(JSON.parse(text) as Line);
    for (const listener of [...listeners]) listener();
  });

  const line: HostProcess['line'] = (fits, timeoutMs) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines.find(fits);
        if (found === undefined) return;
        clearTimeout(timer);
        listeners.delete(look);
        resolve(found);
      };
      const giveUp = (): void => {
        listeners.delete(look);
        reject(new Error(`${host} did not report it in ${timeoutMs} ms, but: ${JSON.stringify(lines)}`));
      };
      const timer = setTimeout(giveUp, timeoutMs);
      listeners.add(look);
      look();
    });
  return {
    line,
    tell: (object) => void child.stdin.write(`${JSON.stringify(object)}\n`),
    end: async () => {
      child.stdin.end();
      await ended;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function runIp(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: 'pipe' });
}

/** Makes two network namespaces with loopback up and a cable between them whose ends are down and without address. */
export function makeTwoHosts(name: string): TwoHosts {
  const tag = `${name}${process.pid.toString(36)}`;
  const names = [`${tag}a`, `${tag}b`] as const;
  const [a, b] = names;
  const made: string[] = [];
  const processes: HostProcess[] = [];
  const addCable = (cable: string): void => {
    runIp('link', 'add', cable, 'netns', a, 'type', 'veth', 'peer', 'name', cable, 'netns', b);
  };
  const remove = (): void => {
    for (const started of processes) started.kill();
    // the cable goes with them
    for (const host of made) runIp('netns', 'del', host);
  };
  try {
    for (const host of names) {
      runIp('netns', 'add', host);
      made.push(host);
      runIp('-n', host, 'link', 'set', 'lo', 'up');
    }
    addCable(CABLE);
  } catch (error) {
    remove();
    throw error;
  }
  const run: TwoHosts['run'] = (host, script, ...args) => {
    const started = runInHost(host, script, args);
    processes.push(started);
    return started;
  };
  return { a, b, ip: (host, command) => runIp('-n', host, ...command.split(' ')), addCable, run, remove };
}
