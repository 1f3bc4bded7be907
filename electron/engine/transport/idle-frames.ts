import { ProtocolError } from '../../../shared/errors/lanyard-error.ts';
import { IDLE_FRAMES_MAX, IDLE_FRAMES_MS } from '../../../shared/protocol/constants.ts';
import type { ControlType } from '../../../shared/protocol/messages.ts';

/** They carry nothing that adds up: an honest side sends a few in a minute. */
const IDLE: ReadonlySet<ControlType> = new Set(['heartbeat', 'notice']);

/** Hand it the type of each frame that arrives. Throws a ProtocolError when too many carry nothing. PROTOCOL.md §3.3 */
export function createIdleFrameLimit(): (type: ControlType) => void {
  let count = 0;
  let sinceMs = performance.now();
  return (type) => {
    if (!IDLE.has(type)) return;
    const nowMs = performance.now();
    if (nowMs - sinceMs > IDLE_FRAMES_MS) {
      sinceMs = nowMs;
      count = 0;
    }
    count += 1;
    if (count > IDLE_FRAMES_MAX) throw new ProtocolError('PROTOCOL_TOO_LARGE', `too many ${type} frames`);
  };
}
