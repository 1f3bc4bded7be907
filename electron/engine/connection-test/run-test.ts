import { fromWireCode } from '../../../shared/errors/codes.ts';
import { toErrorInfo } from '../../../shared/errors/lanyard-error.ts';
import type { ConnectionTest, DiskSpeed, Throughput } from '../../../shared/model/connection-test.ts';
import type { MessageOf } from '../../../shared/protocol/messages.ts';
import { BusyMeter } from '../transfer/limits/busy-meter.ts';
import type { Asked, TestClient } from './test-client.ts';
import { toBytesPerSec, toRoundTrip } from './test-figures.ts';
import { TEST_LIMITS } from './test-limits.ts';

const PROBES = 20;
/** Bytes to begin with, whose time does not count: TCP finds out how much the network takes. Part of what there is room for. */
const WARM_UP = { part: 1 / 8, timeMs: 400 } as const;
const MEASURED = { part: 3 / 4, timeMs: 2_500 } as const;
/** A thread with less rest than this could do no more. */
const BUSY_SHARE = 0.85;

interface TestRun {
  readonly client: TestClient;
  /** Tells what is measured now, and what was. */
  readonly tell: (change: Partial<ConnectionTest>) => void;
  /** Of the inbox of this computer. */
  readonly measureDisk: () => Promise<DiskSpeed>;
  /** A limit on speed is set here. */
  readonly isLimited: () => { readonly up: boolean; readonly down: boolean };
}

type Echoed = Asked<MessageOf<'echo'>>;

/** Measures one thing after the other: none of them disturbs another. @throws what ended the connection, or the wait */
export async function runTest({ client, tell, measureDisk, isLimited }: TestRun): Promise<void> {
  const note = ({ answer }: Echoed): void => {
    if (answer.isBusy) tell({ isShared: true });
  };
  tell({ step: 'round-trip' });
  const { tripsMs, room } = await measureRoundTrips(client, note);
  const roundTrip = toRoundTrip(tripsMs);
  const roundTripMs = roundTrip?.medianMs ?? 0;
  tell({ step: 'sending', roundTrip });
  const send = await measureFlow((bytes, timeMs) => client.push(bytes, timeMs), room, roundTripMs, note);
  tell({ step: 'receiving', send: { ...send, isLimited: send.isLimited || isLimited().up } });
  const receive = await measureFlow((bytes, timeMs) => client.pull(bytes, timeMs), room, roundTripMs, note);
  tell({ step: 'disk-here', receive: { ...receive, isLimited: receive.isLimited || isLimited().down } });
  await measureDisk().then(
    (diskHere) => tell({ diskHere }),
    (error: unknown) => tell({ diskHereError: toErrorInfo(error) }),
  );
  tell({ step: 'disk-there' });
  tell(toDiskThere(await client.disk()));
}

async function measureRoundTrips(client: TestClient, note: (echoed: Echoed) => void) {
  const tripsMs: number[] = [];
  // this side's own bounds, whatever the other one says that it takes
  let room: number = TEST_LIMITS.knownBytes;
  for (let n = 0; n < PROBES; n++) {
    const echoed = await client.probe();
    note(echoed);
    tripsMs.push(echoed.elapsedMs);
    room = Math.min(room, echoed.answer.room);
  }
  return { tripsMs, room };
}

type Flow = (bytes: number, timeMs: number) => Promise<Echoed & { readonly bytes: number }>;

async function measureFlow(
  flow: Flow,
  room: number,
  roundTripMs: number,
  note: (echoed: Echoed) => void,
): Promise<Throughput> {
  const part = (share: number): number => Math.max(1, Math.floor(room * share));
  note(await flow(part(WARM_UP.part), WARM_UP.timeMs));
  const busy = new BusyMeter();
  const flowed = await flow(part(MEASURED.part), MEASURED.timeMs);
  note(flowed);
  return {
    bytesPerSec: toBytesPerSec(flowed.bytes, flowed.elapsedMs, roundTripMs),
    isLimited: flowed.answer.isLimited,
    isProcessorBound: Math.max(...Object.values(busy.take())) >= BUSY_SHARE,
  };
}

function toDiskThere({ code, write, read, files }: MessageOf<'disk'>): Partial<ConnectionTest> {
  if (code !== 0) return { diskThereError: { code: fromWireCode(code), at: 'there' } };
  return { diskThere: { writeBytesPerSec: write, readBytesPerSec: read, filesPerSec: files } };
}
