import { hostname, networkInterfaces, release, type, type NetworkInterfaceInfo } from 'node:os';

/** As `os.networkInterfaces()` gives them. */
export type RawInterfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/**
 * What `ask` answers, or `fallback` where the system does not answer. Those questions are asked in timers and at the
 * start, where a throw would end the thread: in a sandbox, out of file descriptors, under a broken driver they do throw.
 */
export function askSystem<T>(ask: () => T, fallback: T): T {
  try {
    return ask();
  } catch {
    // to whoever asks, a system that does not answer has nothing to say; the next look may find more
    return fallback;
  }
}

/** None where the system does not tell: this computer is then on no network, as far as anybody knows. */
export function readInterfaces(ask: () => RawInterfaces = networkInterfaces): RawInterfaces {
  return askSystem(ask, {});
}

/** Empty where it has none. */
export function readHostname(): string {
  return askSystem(hostname, '');
}

/** `Linux 6.1.0`; empty where the system does not tell. */
export function readSystemName(): string {
  return askSystem(() => `${type()} ${release()}`, '');
}
