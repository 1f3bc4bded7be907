import { onTestFinished } from 'vitest';
import { openFaultProxy, type FaultProxy, type ProxyTarget } from './tcp-fault-proxy.ts';

export type { FaultProxy } from './tcp-fault-proxy.ts';

/** Opens a proxy to `target` that is gone after the test. */
export async function startFaultProxy(target: ProxyTarget): Promise<FaultProxy> {
  const proxy = await openFaultProxy(target);
  onTestFinished(() => proxy.stop());
  return proxy;
}
