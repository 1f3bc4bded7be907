/** A string that only a checked constructor may turn into an id of this kind. */
type Branded<Kind extends string> = string & { readonly __kind: Kind };

/** Device id: SHA-256 of the peer's public key (SPKI DER), 64 lower-case hex digits. PROTOCOL.md §2 */
export type PeerId = Branded<'PeerId'>;

/** One transfer: 32 lower-case hex digits, random, chosen by the sender. PROTOCOL.md §5 */
export type TransferId = Branded<'TransferId'>;

const PEER_ID = /^[0-9a-f]{64}$/;
const TRANSFER_ID = /^[0-9a-f]{32}$/;

export function isPeerId(text: string): text is PeerId {
  return PEER_ID.test(text);
}

export function isTransferId(text: string): text is TransferId {
  return TRANSFER_ID.test(text);
}

/** Returns `text` as a PeerId; throws a RangeError when it is not one. */
export function toPeerId(text: string): PeerId {
  if (!isPeerId(text)) throw new RangeError('not a device id');
  return text;
}

/** Returns `text` as a TransferId; throws a RangeError when it is not one. */
export function toTransferId(text: string): TransferId {
  if (!isTransferId(text)) throw new RangeError('not a transfer id');
  return text;
}
