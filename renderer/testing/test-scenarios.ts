import { newTest, type ConnectionTest } from '../../shared/model/connection-test.ts';
import type { PeerId } from '../../shared/model/ids.ts';
import type { Peer } from '../../shared/model/peer.ts';
import type { FakeWorld } from './fake-api.ts';

const MB = 1_000_000;

/** A test that has ended: a gigabit network, and a slow disk at the other end. */
export function measuredTest(peerId: PeerId): ConnectionTest {
  return {
    ...newTest(peerId),
    step: null,
    roundTrip: { medianMs: 0.42, jitterMs: 0.09 },
    send: { bytesPerSec: 112 * MB, isLimited: false, isProcessorBound: false },
    receive: { bytesPerSec: 109 * MB, isLimited: false, isProcessorBound: false },
    diskHere: { writeBytesPerSec: 412 * MB, readBytesPerSec: 530 * MB, filesPerSec: 2_830 },
    diskThere: { writeBytesPerSec: 38 * MB, readBytesPerSec: 95 * MB, filesPerSec: 46 },
  };
}

function runningTest(peerId: PeerId): ConnectionTest {
  const { roundTrip, send } = measuredTest(peerId);
  return { ...newTest(peerId), step: 'receiving', roundTrip, send };
}

/** Over Wi-Fi, with a limit, of a device that nothing was exchanged with, while something else moved. */
function poorTest(peerId: PeerId): ConnectionTest {
  return {
    ...measuredTest(peerId),
    roundTrip: { medianMs: 14.2, jitterMs: 22 },
    send: { bytesPerSec: 4 * MB, isLimited: true, isProcessorBound: false },
    receive: { bytesPerSec: 6.3 * MB, isLimited: false, isProcessorBound: false },
    diskHere: { writeBytesPerSec: 412 * MB, readBytesPerSec: null, filesPerSec: 2_830 },
    diskThere: null,
    diskThereError: { code: 'PEER_TESTS_NO_DISK', at: 'there' },
    isShared: true,
  };
}

function failedTest(peerId: PeerId): ConnectionTest {
  const { roundTrip, send } = measuredTest(peerId);
  return { ...newTest(peerId), step: null, roundTrip, send, error: { code: 'PEER_CLOSED', at: 'here' } };
}

/** A test of a connection in each of its states, as soon as it has begun. */
export function testWorlds(peers: readonly Peer[]) {
  const worldOf = (connectionTest: FakeWorld['connectionTest'] & object): FakeWorld => ({ peers, connectionTest });
  return {
    'test-running': worldOf(runningTest),
    'test-done': worldOf(measuredTest),
    'test-poor': worldOf(poorTest),
    'test-failed': worldOf(failedTest),
  };
}
