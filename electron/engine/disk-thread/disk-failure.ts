import { errnoOf } from '../../../shared/errors/to-storage-error.ts';

/** Why a call failed, as plain data: an error that crosses to another thread loses its code. */
export interface DiskFailure {
  /** The system's name for it (`ENOSPC`), `WRONG_BYTES`, or empty. */
  readonly code: string;
  readonly message: string;
}

/** Bytes that are not those that were announced. No system says this. */
export const WRONG_BYTES = 'WRONG_BYTES';

/** A call that failed in a disk thread, with the code that the system gave it there. */
export class DiskCallError extends Error {
  readonly code: string;

  constructor({ code, message }: DiskFailure) {
    super(message);
    this.code = code;
  }
}

export function toDiskFailure(error: unknown): DiskFailure {
  return { code: errnoOf(error) ?? '', message: error instanceof Error ? error.message : String(error) };
}

/** What a call gave, or why it failed. */
export type Outcome<T> =
  | { readonly value: T; readonly failure?: undefined }
  | { readonly failure: DiskFailure; readonly value?: undefined };

/** The outcome of `work` as plain data. */
export function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { failure: toDiskFailure(error) };
  }
}

/** @throws DiskCallError for a failure */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.failure) throw new DiskCallError(outcome.failure);
  return outcome.value;
}

/** @throws DiskCallError unless it is null */
export function mustWork(failure: DiskFailure | null): void {
  if (failure !== null) throw new DiskCallError(failure);
}
