import { z } from 'zod';
import { PLATFORMS, type Platform } from '../model/peer.ts';
import { isPeerId, isTransferId } from '../model/ids.ts';
import { fromWireEntry } from './manifest-entry.ts';
import {
  MAX_DATE_MS,
  MAX_LEFT_OUT_LISTED,
  MAX_LEFT_OUT_UNITS,
  MAX_NAME_LENGTH,
  MAX_PAGE_ITEMS,
  MAX_PULL_MS,
} from './constants.ts';

/** Type byte of each message. PROTOCOL.md §4 */
export const MESSAGE_TYPES = {
  hello: 0x01,
  welcome: 0x02,
  close: 0x03,
  heartbeat: 0x04,
  offer: 0x10,
  manifest: 0x11,
  'manifest-end': 0x12,
  notice: 0x13,
  answer: 0x14,
  resume: 0x15,
  ready: 0x16,
  cancel: 0x17,
  'hash-query': 0x18,
  hashes: 0x19,
  data: 0x20,
  'file-end': 0x21,
  'file-failed': 0x22,
  'stream-end': 0x23,
  ack: 0x24,
  result: 0x25,
  receipt: 0x26,
  pace: 0x27,
  probe: 0x40,
  echo: 0x41,
  pull: 0x42,
  'disk-query': 0x43,
  disk: 0x44,
} as const;

export type MessageType = keyof typeof MESSAGE_TYPES;
/** All but `data`, whose payload is raw bytes and never becomes an object. */
export type ControlType = Exclude<MessageType, 'data'>;

const byteCount = z.int().nonnegative();
const index = z.int().nonnegative();
/** Of a later version, too: what it means is asked later. */
const wireCode = z.int().nonnegative();
const indexRange = z.tuple([index, index]);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const wellFormed = z.string().refine((text) => text.isWellFormed(), 'lone surrogate');

/** One of a later version is no reason to refuse a peer. */
function toPlatform(told: string): Platform {
  return PLATFORMS.find((known) => known === told) ?? 'other';
}

const greeting = {
  deviceId: z.string().refine(isPeerId),
  name: wellFormed.min(1).max(MAX_NAME_LENGTH),
  platform: z.string().transform(toPlatform),
  /** Port this side listens on; 0: none. */
  port: z.int().min(0).max(65_535),
  /** Optional abilities; unknown ones are ignored. */
  features: z.array(wellFormed.max(32)).max(32),
};

const timeMs = z.int().min(-MAX_DATE_MS).max(MAX_DATE_MS);

/** What a later version adds behind it is ignored, as unknown keys are. */
const entry = z
  .tuple([wellFormed, timeMs, byteCount.optional(), z.boolean().optional()], z.unknown())
  .transform(([path, mtimeMs, sizeBytes, isExecutable]) => fromWireEntry(path, mtimeMs, sizeBytes, isExecutable));

const leftOut = z
  .object({
    count: z.int().positive(),
    listed: z.array(z.tuple([wellFormed.max(MAX_LEFT_OUT_UNITS), wireCode])).max(MAX_LEFT_OUT_LISTED),
  })
  .refine(({ count, listed }) => listed.length <= count, 'more are named than there are');

/** What a side waits for. PROTOCOL.md §4.22 */
const PACES = ['disk', 'processor', 'limit', 'other'] as const;
export type Pace = (typeof PACES)[number];

/** A word of a later version says that something on that side is slow, and not what. */
function toPace(told: string): Pace | null {
  return PACES.find((known) => known === told) ?? null;
}

/** Payload of each control message. Unknown keys are dropped. PROTOCOL.md §4 */
export const MESSAGE_SCHEMAS = {
  hello: z.object({
    minVersion: z.int().min(1).max(999),
    maxVersion: z.int().min(1).max(999),
    purpose: z.enum(['presence', 'transfer', 'test']),
    ...greeting,
  }),
  welcome: z.object({ version: z.int().min(1).max(999), ...greeting }),
  close: z.object({ code: wireCode }),
  heartbeat: z.object({}),
  offer: z.object({ transferId: z.string().refine(isTransferId) }),
  manifest: z.object({ entries: z.array(entry).min(1) }),
  'manifest-end': z.object({
    entryCount: z.int().positive(),
    totalBytes: byteCount,
    /** Absent: nothing. */
    leftOut: leftOut.exactOptional(),
  }),
  notice: z.object({ code: wireCode, shortBytes: byteCount }),
  answer: z.object({
    accepted: z.boolean(),
    skip: z.array(indexRange).max(MAX_PAGE_ITEMS),
    settled: z.array(indexRange).max(MAX_PAGE_ITEMS),
    held: z.array(z.tuple([index, byteCount, byteCount])).max(MAX_PAGE_ITEMS),
    isLast: z.boolean(),
  }),
  resume: z.object({ transferId: z.string().refine(isTransferId) }),
  ready: z.object({ transferId: z.string().refine(isTransferId) }),
  cancel: z.object({ transferId: z.string().refine(isTransferId) }),
  'hash-query': z.object({ indexes: z.array(index).min(1).max(MAX_PAGE_ITEMS) }),
  hashes: z.object({
    files: z
      .array(z.tuple([index, sha256.nullable()]))
      .min(1)
      .max(MAX_PAGE_ITEMS),
  }),
  'file-end': z.object({
    files: z
      .array(z.tuple([index, sha256]))
      .min(1)
      .max(MAX_PAGE_ITEMS),
  }),
  'file-failed': z.object({ index, code: wireCode }),
  'stream-end': z.object({}),
  ack: z.object({ bytes: byteCount, taken: byteCount }),
  result: z.object({
    files: z
      .array(z.tuple([index, wireCode]))
      .min(1)
      .max(MAX_PAGE_ITEMS),
  }),
  receipt: z.object({ filesDone: z.int().nonnegative(), bytesDone: byteCount }),
  probe: z.object({ number: z.int().nonnegative() }),
  echo: z.object({ number: z.int().nonnegative(), room: byteCount, isLimited: z.boolean(), isBusy: z.boolean() }),
  pull: z.object({
    number: z.int().nonnegative(),
    bytes: z.int().positive(),
    timeMs: z.int().positive().max(MAX_PULL_MS),
  }),
  'disk-query': z.object({}),
  disk: z.object({
    code: wireCode,
    write: byteCount,
    /** Null: this system reads from memory what was just written. */
    read: byteCount.nullable(),
    files: byteCount,
  }),
  pace: z.object({ waits: z.string().transform(toPace), share: z.int().min(0).max(100) }),
} as const satisfies Record<ControlType, z.ZodType>;

export type MessageBody<T extends ControlType> = z.infer<(typeof MESSAGE_SCHEMAS)[T]>;
/** A body without fields adds nothing; its inferred type would forbid `type` too. */
type Fields<Body> = Body extends Record<string, never> ? unknown : Readonly<Body>;
export type ControlMessage = { [T in ControlType]: { readonly type: T } & Fields<MessageBody<T>> }[ControlType];
export type MessageOf<T extends ControlType> = Extract<ControlMessage, { readonly type: T }>;
export type HelloMessage = MessageOf<'hello'>;
export type WelcomeMessage = MessageOf<'welcome'>;

const typeByCode = new Map<number, MessageType>();
for (const [name, typeCode] of Object.entries(MESSAGE_TYPES)) {
  // Object.entries widens the key; the table's keys are exactly the types
  typeByCode.set(typeCode, name as MessageType);
}

/** Message type of a type byte; undefined for a byte the spec does not know. */
export function toMessageType(typeCode: number): MessageType | undefined {
  return typeByCode.get(typeCode);
}
