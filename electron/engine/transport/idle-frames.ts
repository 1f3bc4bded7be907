import { ProtocolError } from '../../../shared/errors/lanyard-error.ts';
import { HEARTBEAT_MS, IDLE_FRAMES_MAX, IDLE_FRAMES_MS } from '../../../shared/protocol/constants.ts';
import type { ControlType } from '../../../shared/protocol/messages.ts';

/** They carry nothing that adds up: an honest side sends a few in a minute. */
const IDLE: ReadonlySet<ControlType> = new Set(['heartbeat', 'notice', 'pace']);

/** Limits the frames of one connection that carry nothing. PROTOCOL.md §3.3 */
export function createIdleFrameLimit() {
  let count = 0;
  let sinceMs = performance.now();
  /** Sent at their time, while nothing was read here. */
  let overdue = 0;
  return {
    /** To be told the type of each frame that arrives. Throws a ProtocolError when too many carry nothing. */
    note: (type: ControlType): void => {
      if (!IDLE.has(type)) return;
      const nowMs = performance.now();
      if (nowMs - sinceMs > IDLE_FRAMES_MS) {
        sinceMs = nowMs;
        count = 0;
      }
      if (count < IDLE_FRAMES_MAX) count += 1;
      else if (overdue >= 1) overdue -= 1;
      else throw new ProtocolError('PROTOCOL_TOO_LARGE', `too many ${type} frames`);
    },
    /** Nothing was read for so long: what was sent meanwhile comes all at once. */
    noteUnread: (unreadMs: number): void => {
      overdue += unreadMs / HEARTBEAT_MS;
    },
  };
}
