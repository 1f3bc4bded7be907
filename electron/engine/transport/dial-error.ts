import { PeerError, type LanyardError } from '../../../shared/errors/lanyard-error.ts';

type DialCode = 'PEER_ADDRESS_NOT_FOUND' | 'PEER_REFUSED' | 'PEER_TIMED_OUT' | 'PEER_UNREACHABLE' | 'PEER_NOT_LANYARD';

const BY_SYSTEM_CODE: Readonly<Record<string, DialCode>> = {
  ENOTFOUND: 'PEER_ADDRESS_NOT_FOUND',
  EAI_AGAIN: 'PEER_ADDRESS_NOT_FOUND',
  EAI_NODATA: 'PEER_ADDRESS_NOT_FOUND',
  EINVAL: 'PEER_ADDRESS_NOT_FOUND',
  ECONNREFUSED: 'PEER_REFUSED',
  ETIMEDOUT: 'PEER_TIMED_OUT',
  EHOSTUNREACH: 'PEER_UNREACHABLE',
  ENETUNREACH: 'PEER_UNREACHABLE',
  ENETDOWN: 'PEER_UNREACHABLE',
  EHOSTDOWN: 'PEER_UNREACHABLE',
  EADDRNOTAVAIL: 'PEER_UNREACHABLE',
};

/** Our own patience ended, which is sooner than the system's. */
export class DialTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/** What the system called it, `ECONNREFUSED` say; empty for what is no error of the system. */
export function systemCode(error: unknown): string {
  // several addresses behind one name: Node gives all their errors, the first is the preferred one's
  if (error instanceof AggregateError) return systemCode(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** What Node said of a failed connect; once TCP stood, whatever went wrong means that no Lanyard answers there. */
export function toDialError(cause: unknown, isTcpOpen: boolean): PeerError {
  const code = isTcpOpen ? 'PEER_NOT_LANYARD' : (BY_SYSTEM_CODE[systemCode(cause)] ?? 'PEER_UNREACHABLE');
  return new PeerError(code, 'cannot connect', { cause });
}

/** Most telling first: of several addresses that failed, the user hears the reason that helps. */
const TELLING = [
  'PEER_IDENTITY_CHANGED',
  'PEER_IS_SELF',
  'PROTOCOL_VERSION',
  'PEER_BUSY',
  'PEER_NOT_LANYARD',
  'PEER_REFUSED',
  'PEER_TIMED_OUT',
  'PEER_UNREACHABLE',
];

export function mostTelling(errors: readonly LanyardError[]): LanyardError {
  const rank = (error: LanyardError): number =>
    TELLING.includes(error.code) ? TELLING.indexOf(error.code) : TELLING.length;
  const [best] = [...errors].sort((a, b) => rank(a) - rank(b));
  return best ?? new PeerError('PEER_ADDRESS_NOT_FOUND', 'no address to dial');
}
