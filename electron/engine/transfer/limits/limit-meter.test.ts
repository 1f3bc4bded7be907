import { afterEach, describe, expect, it } from 'vitest';
import type { TransferLimit } from '../../../../shared/model/transfer.ts';
import type { ControlMessage } from '../../../../shared/protocol/messages.ts';
import type { SessionState } from '../../../../shared/protocol/session-machine.ts';
import { deferred } from '../../deferred.ts';
import type { ConnectionEnd } from '../../transport/connection.ts';
import { TransferRecord } from '../list/transfer-record.ts';
import { FAKE_PEER } from '../../testing/fake-connection.ts';
import { toTransferId } from '../../../../shared/model/ids.ts';
import type { Span } from './judge.ts';
import { LimitMeter } from './limit-meter.ts';

const second = (waits: Partial<Span['waits']>, busy = 0.3): Span => ({
  elapsedMs: 1_000,
  busy,
  computer: 0.5,
  waits: { disk: 0, limit: 0, other: 0, turn: 0, ...waits },
});
const READING = second({ disk: 700 });
const BLOCKED = second({ other: 700 });

const meters: LimitMeter[] = [];
afterEach(() => {
  for (const meter of meters.splice(0)) meter.stop();
});

function start(side: 'client' | 'server', state: SessionState = 'streaming') {
  const record = new TransferRecord(
    {
      id: toTransferId('cd'.repeat(16)),
      direction: side === 'client' ? 'send' : 'receive',
      peerId: FAKE_PEER,
      peerName: 'Bob',
      title: 'a',
      itemCount: 1,
      isScanning: false,
    },
    () => undefined,
  );
  record.update({ state: 'active', bytesTotal: 1_000_000 });
  const sent: ControlMessage[] = [];
  const closed = deferred<ConnectionEnd>();
  const meter = new LimitMeter({
    connection: { side, state, send: (message) => void sent.push(message), closed: closed.promise },
    record,
  });
  meters.push(meter);
  const shown = (): TransferLimit | null => record.snapshot().limitedBy;
  let bytesDone = 0;
  /** One look after the other, while bytes move. */
  const looks = (...spans: readonly Span[]): void => {
    for (const span of spans) {
      record.update({ bytesDone: (bytesDone += 1_000) });
      meter.look(span);
    }
  };
  return { meter, record, sent, shown, looks, close: () => closed.resolve({ error: null }), closed };
}

describe('LimitMeter', () => {
  it('shows nothing before three seconds, then what it waits for, and tells the other side once', () => {
    const { looks, shown, sent } = start('client');
    looks(READING, READING);
    expect(shown()).toBeNull();
    expect(sent).toEqual([]);
    looks(READING, READING, READING);
    expect(shown()).toBe('this-disk');
    expect(sent).toEqual([{ type: 'pace', waits: 'disk', share: 70 }]);
  });

  it('calls it the network when both wait for the other', () => {
    const { meter, looks, shown } = start('client');
    looks(BLOCKED, BLOCKED, BLOCKED);
    expect(shown()).toBeNull();
    meter.note({ type: 'pace', waits: 'other', share: 60 });
    looks(BLOCKED);
    expect(shown()).toBe('network');
  });

  it('names the disk of the other side as soon as that tells, and seen twice', () => {
    const { meter, looks, shown } = start('server');
    meter.note({ type: 'pace', waits: 'other', share: 60 });
    looks(second({}), second({}), second({}));
    expect(shown()).toBe('network');
    meter.note({ type: 'pace', waits: 'disk', share: 60 });
    looks(second({}));
    expect(shown()).toBe('network');
    looks(second({}));
    expect(shown()).toBe('other-disk');
  });

  it('says nothing of a transfer in which nothing moves', () => {
    const { meter, looks, shown, record } = start('server');
    meter.note({ type: 'pace', waits: 'other', share: 60 });
    looks(second({}), second({}), second({}));
    for (let look = 0; look < 5; look++) meter.look(second({}));
    expect(shown()).toBeNull();
    expect(record.snapshot().state).toBe('active');
  });

  it('tells nothing when the stream has ended', () => {
    const { looks, sent } = start('client', 'settling');
    looks(READING, READING, READING);
    expect(sent).toEqual([]);
  });

  it('shows nothing any more when the connection has ended', async () => {
    const { looks, shown, close, closed } = start('client');
    looks(READING, READING, READING);
    expect(shown()).toBe('this-disk');
    close();
    await closed.promise;
    expect(shown()).toBeNull();
  });
});
