import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type ConnectionOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import { toTransferId, type TransferId } from '../../../shared/model/ids.ts';
import type { ManifestEntry } from '../../../shared/model/manifest.ts';
import type { HelloMessage } from '../../../shared/protocol/messages.ts';
import { createIdentity, type Identity } from '../transport/identity.ts';
import { clientTlsOptions } from '../transport/tls-options.ts';
import { toRawPeer, type RawPeer } from './raw-peer.ts';

/** A client of its own making, with a key of its own. */
export interface EvilPeer extends RawPeer {
  readonly identity: Identity;
}

interface EvilOptions {
  /** A fresh one when not given. */
  readonly identity?: Identity;
  readonly tls?: ConnectionOptions;
  readonly hello?: Partial<HelloMessage>;
}

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export const newTransferId = (): TransferId => toTransferId(randomBytes(16).toString('hex'));

export function helloOf(identity: Identity, changes: Partial<HelloMessage> = {}): HelloMessage {
  return {
    type: 'hello',
    minVersion: 1,
    maxVersion: 1,
    purpose: 'transfer',
    deviceId: identity.peerId,
    name: 'Mallory',
    platform: 'linux',
    port: 0,
    features: [],
    ...changes,
  };
}

/** A TLS connection to `port` with nothing said yet; gone after the test. */
export async function connectEvil(port: number, { identity, tls }: EvilOptions = {}): Promise<EvilPeer> {
  const own = identity ?? (await createIdentity());
  const socket = connect({ host: '127.0.0.1', port, ...clientTlsOptions(own), ...tls });
  const peer = toRawPeer(socket);
  onTestFinished(() => peer.destroy());
  await once(socket, 'secureConnect');
  return Object.assign(peer, { identity: own });
}

/** The same after HELLO and WELCOME. */
export async function greetEvil(port: number, options: EvilOptions = {}): Promise<EvilPeer> {
  const peer = await connectEvil(port, options);
  peer.send(helloOf(peer.identity, options.hello));
  await peer.next('welcome');
  return peer;
}

/** Sends OFFER and the whole manifest, in pages of 100. */
export function sendOffer(
  peer: RawPeer,
  entries: readonly ManifestEntry[],
  transferId: TransferId = newTransferId(),
): TransferId {
  peer.send({ type: 'offer', transferId });
  for (let start = 0; start < entries.length; start += 100) {
    peer.send({ type: 'manifest', entries: entries.slice(start, start + 100) });
  }
  const totalBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  peer.send({ type: 'manifest-end', entryCount: entries.length, totalBytes });
  return transferId;
}

/** A greeted client whose offer of `entries` stands. */
export async function offerEvil(
  port: number,
  entries: readonly ManifestEntry[],
  options: EvilOptions = {},
): Promise<EvilPeer & { readonly transferId: TransferId }> {
  const peer = await greetEvil(port, options);
  return Object.assign(peer, { transferId: sendOffer(peer, entries) });
}
