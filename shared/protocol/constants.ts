/** The one version spoken. HELLO carries a range so that a later release can still talk to this one. PROTOCOL.md §4.1 */
export const PROTOCOL_VERSION = 1;

/** TLS application protocol; a server that does not select it is not Lanyard. PROTOCOL.md §2 */
export const ALPN = 'lanyard/1';

/** TCP port tried first; the real one is announced. */
export const DEFAULT_PORT = 53420;

/** uint32 payload length, uint8 type. PROTOCOL.md §3 */
export const FRAME_HEADER_BYTES = 5;

/** Largest HELLO or WELCOME: these come from strangers. */
export const MAX_GREETING_BYTES = 4 * 1024;
/** Largest other control message. */
export const MAX_CONTROL_BYTES = 64 * 1024;
/** Largest DATA payload: big enough that framing costs nothing, small enough to hold several. */
export const MAX_DATA_BYTES = 1024 * 1024;

/** Entries of one offer; above, the sender is told to split. PROTOCOL.md §5.1 */
export const MAX_ENTRIES = 200_000;
/** Sum of the UTF-8 lengths of all paths of one offer. */
export const MAX_PATHS_BYTES = 32 * 1024 * 1024;
/** One path, UTF-8. Linux PATH_MAX. */
export const MAX_PATH_BYTES = 4096;
/** One component, UTF-16 units: the longest name of NTFS. A receiver whose disk takes less shortens it. */
export const MAX_COMPONENT_UNITS = 255;
export const MAX_DEPTH = 64;
/** Ranges of held bytes in all pages of one answer together. */
export const MAX_HELD_RANGES = 200_000;
/** Things that a sender did not offer and names. PROTOCOL.md §4.7 */
export const MAX_LEFT_OUT_LISTED = 100;
/** UTF-16 units of each of their names. */
export const MAX_LEFT_OUT_UNITS = 255;
/** Largest time a Date can hold (ECMA-262, time values). */
export const MAX_DATE_MS = 8.64e15;
/** Shown name of a device, UTF-16 units. */
export const MAX_NAME_LENGTH = 64;
/** Ranges or numbers in one page of an ANSWER, RESULT or FILE-END. Keeps a page under 64 KiB. */
export const MAX_PAGE_ITEMS = 500;
/**
 * DATA that a sender may have under way: sent, and not taken yet as the last ACK says. What a kill can cost, so no more
 * than a fast network needs. PROTOCOL.md §5.3
 */
export const WINDOW_BYTES = 6 * 1024 * 1024;
/** A receiver tells at once when it has taken so much since it last did. */
export const TAKEN_STEP_BYTES = 1024 * 1024;
/** Milliseconds for which one PULL of a test may ask for bytes. PROTOCOL.md §10 */
export const MAX_PULL_MS = 5_000;
/** Hashes that a receiver may have asked for and not got yet. PROTOCOL.md §4.13 */
export const MAX_HASHES_ASKED = 2_000;

/** A side that sent nothing for this long sends HEARTBEAT. PROTOCOL.md §3.3 */
export const HEARTBEAT_MS = 5_000;
/** A side that heard nothing for this long takes the other for dead. */
export const SILENCE_MS = 20_000;
/** Frames that carry nothing, HEARTBEAT and NOTICE, that one side may send within {@link IDLE_FRAMES_MS}. */
export const IDLE_FRAMES_MAX = 200;
export const IDLE_FRAMES_MS = 10_000;
/** A client closes a kept connection that no other transfer came for in this time. PROTOCOL.md §5.5 */
export const KEPT_MS = 60_000;
/** A client that gets no WELCOME on a kept connection for this long dials anew. */
export const AGAIN_TIMEOUT_MS = 1_000;

/** From TCP accept to the end of the TLS handshake. */
export const TLS_TIMEOUT_MS = 10_000;
/** From the end of the TLS handshake to a complete HELLO or WELCOME. */
export const GREETING_TIMEOUT_MS = 5_000;
