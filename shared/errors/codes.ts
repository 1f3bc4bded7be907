/** What our error codes mean to a program. Words for people are in renderer/text, over the same keys. */
interface CodeTraits {
  /** Trying the same thing again may work. */
  readonly retryable: boolean;
  /** Number on the wire, PROTOCOL.md §9; null: never sent. */
  readonly wire: number | null;
}

/** Wire number of INTERNAL, which stands for every code that never travels. */
const INTERNAL_WIRE = 500;

const code = (wire: number | null, retryable = false): CodeTraits => ({ wire, retryable });

/**
 * The one table of error codes. Wire numbers are for ever: 1xx the peer broke the spec, 2xx refused,
 * 3xx one file or the transfer, 4xx the disk of the side that says so.
 */
export const ERROR_CODES = {
  PROTOCOL_BAD_FRAME: code(100),
  PROTOCOL_TOO_LARGE: code(101),
  PROTOCOL_BAD_MESSAGE: code(102),
  PROTOCOL_UNEXPECTED_MESSAGE: code(103),
  PROTOCOL_BAD_MANIFEST: code(104),
  PROTOCOL_VERSION: code(105),
  PROTOCOL_ID_MISMATCH: code(106),

  PEER_BUSY: code(200, true),
  PEER_TIMED_OUT: code(201, true),
  PEER_SHUTTING_DOWN: code(202, true),
  PEER_NOT_RECEIVING: code(205, true),
  PEER_PAUSED: code(206, true),
  PEER_TESTS_NO_DISK: code(207),
  PEER_CANNOT_TEST: code(null),
  PEER_ADDRESS_NOT_FOUND: code(null, true),
  PEER_REFUSED: code(null, true),
  PEER_UNREACHABLE: code(null, true),
  PEER_NOT_LANYARD: code(null),
  PEER_CLOSED: code(null, true),
  PEER_STALLED: code(203, true),
  PEER_IDENTITY_CHANGED: code(null),
  PEER_IS_SELF: code(204),
  PEER_UNKNOWN: code(null),

  TRANSFER_CANCELLED: code(300),
  TRANSFER_HASH_MISMATCH: code(301, true),
  TRANSFER_SOURCE_CHANGED: code(302, true),
  TRANSFER_SOURCE_UNREADABLE: code(303, true),
  TRANSFER_SOURCE_MISSING: code(304),
  TRANSFER_SOURCE_IS_LINK: code(305),
  TRANSFER_SOURCE_SPECIAL: code(306),
  TRANSFER_TOO_MANY_FILES: code(307),
  TRANSFER_NOTHING_TO_SEND: code(null),
  TRANSFER_TOO_MANY_THINGS: code(null),
  TRANSFER_UNKNOWN: code(null),
  TRANSFER_BAD_NAME: code(308),
  TRANSFER_FORGOTTEN: code(309),
  TRANSFER_EXPIRED: code(310),
  TRANSFER_NAME_NOT_TEXT: code(311),
  TRANSFER_NO_PATH: code(312),
  TRANSFER_SOURCE_SILENT: code(313, true),
  TRANSFER_SOURCE_IN_USE: code(314, true),
  TRANSFER_SIZE_UNKNOWN: code(315),
  TRANSFER_PATH_TOO_LONG: code(316),
  TRANSFER_FILE_TOO_LARGE: code(317),
  TRANSFER_OWN_FILE: code(318),

  STORAGE_FULL: code(400, true),
  STORAGE_DENIED: code(401, true),
  STORAGE_MISSING: code(402, true),
  STORAGE_NAME_TOO_LONG: code(403),
  STORAGE_FILE_TOO_LARGE: code(404),
  STORAGE_FAILED: code(405, true),
  STORAGE_UNSAFE: code(406),
  STORAGE_NO_MORE_FILES: code(407, true),
  STORAGE_OWN_FULL: code(408, true),
  STORAGE_OWN_FAILED: code(409, true),

  SETTINGS_TOO_MANY_FOLDERS: code(null),
  HISTORY_FAILED: code(null, true),
  HISTORY_MOVED: code(null),
  UPDATE_UNREACHABLE: code(null, true),
  UPDATE_UNTRUSTED: code(null),
  UPDATE_BUSY: code(null, true),

  IPC_BAD_ARGS: code(null),
  IPC_UNTRUSTED_SENDER: code(null),
  ENGINE_STOPPED: code(null, true),
  INTERNAL: code(INTERNAL_WIRE),
} as const satisfies Record<string, CodeTraits>;

export type ErrorCode = keyof typeof ERROR_CODES;

const byWire = new Map<number, ErrorCode>();
for (const [name, traits] of Object.entries(ERROR_CODES)) {
  // Object.entries widens the key; the table's keys are exactly the codes
  if (traits.wire !== null) byWire.set(traits.wire, name as ErrorCode);
}

export function isRetryable(errorCode: ErrorCode): boolean {
  return ERROR_CODES[errorCode].retryable;
}

/** Wire number of a code; codes that never travel become INTERNAL (500). */
export function toWireCode(errorCode: ErrorCode): number {
  return ERROR_CODES[errorCode].wire ?? INTERNAL_WIRE;
}

/** Code of a wire number; numbers of a later protocol become INTERNAL. */
export function fromWireCode(wireCode: number): ErrorCode {
  return byWire.get(wireCode) ?? 'INTERNAL';
}
