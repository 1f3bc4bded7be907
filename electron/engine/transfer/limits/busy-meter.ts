import { cpus, type CpuInfo } from 'node:os';
import { performance, type EventLoopUtilization } from 'node:perf_hooks';

/** The whole computer is looked at no more often than this, however many transfers ask: it reads several small files. */
const COMPUTER_EVERY_MS = 900;

/** How busy this thread and this computer are, for one who asks about once a second. */
export class BusyMeter {
  #loop: EventLoopUtilization = performance.eventLoopUtilization();

  /** 0 to 1 since the last call: the thread that asks, and all cores together. */
  take(): { readonly busy: number; readonly computer: number } {
    const loop = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(loop, this.#loop);
    this.#loop = loop;
    return { busy: utilization, computer: computer.share() };
  }
}

class ComputerMeter {
  #busyMs = busyMsOf(cpus());
  #atMs = performance.now();
  #share = 0;

  /** 0 to 1 over the last second or so; 0 where the system does not tell. */
  share(): number {
    const elapsedMs = performance.now() - this.#atMs;
    if (elapsedMs < COMPUTER_EVERY_MS) return this.#share;
    const cores = cpus();
    const busyMs = busyMsOf(cores);
    // by the clock and not by the idle time: Linux counts the time in which a core waits for a disk as neither
    this.#share = Math.min(1, (busyMs - this.#busyMs) / (elapsedMs * cores.length)) || 0;
    this.#busyMs = busyMs;
    this.#atMs += elapsedMs;
    return this.#share;
  }
}

/** Together, since the computer was started. */
function busyMsOf(cores: readonly CpuInfo[]): number {
  return cores.reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** One for all who ask in this thread. */
const computer = new ComputerMeter();
