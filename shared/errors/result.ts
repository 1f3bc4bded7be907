import type { ErrorInfo } from './error-info.ts';

/** What a call across a thread or process gives back: errors are values there, their classes would be lost. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorInfo };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(error: ErrorInfo): Result<never> {
  return { ok: false, error };
}
