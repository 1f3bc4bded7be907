import type { ErrorCode } from './codes.ts';
import type { ErrorInfo } from './error-info.ts';

interface LanyardErrorOptions {
  readonly cause?: unknown;
  /** Facts for the log; never shown, never file contents. */
  readonly context?: Readonly<Record<string, string | number | boolean>>;
  readonly at?: ErrorInfo['at'];
  readonly shortBytes?: number;
}

/** Base of every error that leaves a module. Test by `code`, not by class: classes do not survive a clone. */
export class LanyardError extends Error {
  override readonly name: string = 'LanyardError';
  readonly code: ErrorCode;
  readonly context: Readonly<Record<string, string | number | boolean>>;
  readonly at: ErrorInfo['at'];
  readonly shortBytes: number | undefined;

  constructor(code: ErrorCode, message: string, options: LanyardErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.context = options.context ?? {};
    this.at = options.at ?? 'here';
    this.shortBytes = options.shortBytes;
  }

  toInfo(): ErrorInfo {
    return { code: this.code, at: this.at, ...(this.shortBytes !== undefined && { shortBytes: this.shortBytes }) };
  }
}

type CodesOf<Prefix extends string> = Extract<ErrorCode, `${Prefix}_${string}`>;

/** Looking for a newer version, fetching it or putting it in place did not work. */
export class UpdateError extends LanyardError {
  override readonly name = 'UpdateError';
  constructor(code: CodesOf<'UPDATE'>, message: string, options?: LanyardErrorOptions) {
    super(code, message, options);
  }
}

/** The peer broke the spec. The connection is closed with this code. */
export class ProtocolError extends LanyardError {
  override readonly name = 'ProtocolError';
  constructor(code: CodesOf<'PROTOCOL'>, message: string, options?: LanyardErrorOptions) {
    super(code, message, options);
  }
}

/** The network or the other side. */
export class PeerError extends LanyardError {
  override readonly name = 'PeerError';
  constructor(code: CodesOf<'PEER'>, message: string, options?: LanyardErrorOptions) {
    super(code, message, options);
  }
}

/** Agreed, then failed; or could not be offered. */
export class TransferError extends LanyardError {
  override readonly name = 'TransferError';
  constructor(code: CodesOf<'TRANSFER'>, message: string, options?: LanyardErrorOptions) {
    super(code, message, options);
  }
}

/** A disk of this computer. */
export class StorageError extends LanyardError {
  override readonly name = 'StorageError';
  constructor(code: CodesOf<'STORAGE'>, message: string, options?: LanyardErrorOptions) {
    super(code, message, options);
  }
}

/** The page, or something that pretends to be it, called us wrongly. */
export class IpcError extends LanyardError {
  override readonly name = 'IpcError';
  constructor(code: CodesOf<'IPC'>, message: string, options?: LanyardErrorOptions) {
    super(code, message, options);
  }
}

/** Any thrown thing as plain data; what is not ours is INTERNAL. */
export function toErrorInfo(error: unknown): ErrorInfo {
  return error instanceof LanyardError ? error.toInfo() : { code: 'INTERNAL', at: 'here' };
}
