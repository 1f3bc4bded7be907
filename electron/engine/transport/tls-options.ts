import { constants } from 'node:crypto';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { PeerError } from '../../../shared/errors/lanyard-error.ts';
import type { PeerId } from '../../../shared/model/ids.ts';
import { ALPN, TLS_TIMEOUT_MS } from '../../../shared/protocol/constants.ts';
import { peerIdOf, type Identity } from './identity.ts';

/**
 * TLS as PROTOCOL.md §2 wants it: 1.3 only, both sides show a certificate, nothing is trusted for its signature
 * (we judge the key ourselves in {@link takePeerId}), no tickets, no resumption. All that a client needs.
 */
export function clientTlsOptions(identity: Identity) {
  return {
    key: identity.privateKeyPem,
    cert: identity.certificatePem,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ALPNProtocols: [ALPN],
    rejectUnauthorized: false,
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const;
}

export function serverTlsOptions(identity: Identity, handshakeMs = TLS_TIMEOUT_MS): TlsOptions {
  return { ...clientTlsOptions(identity), requestCert: true, handshakeTimeout: handshakeMs };
}

/**
 * Device id that the other end of a finished handshake has proven. Must be the first and only look at the
 * certificate: Node gives it to a client once. Throws PEER_NOT_LANYARD for a missing or foreign kind of key,
 * a resumed session or another application protocol.
 */
export function takePeerId(socket: TLSSocket): PeerId {
  const certificate = socket.getPeerX509Certificate();
  if (socket.isSessionReused()) throw new PeerError('PEER_NOT_LANYARD', 'resumed TLS session');
  if (socket.alpnProtocol !== ALPN) throw new PeerError('PEER_NOT_LANYARD', 'no agreement on the protocol');
  const peerId = certificate && peerIdOf(certificate);
  if (!peerId) throw new PeerError('PEER_NOT_LANYARD', 'no P-256 certificate');
  return peerId;
}
