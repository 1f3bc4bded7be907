import type { ErrorInfo } from '../errors/error-info.ts';

/**
 * Where a newer Lanyard stands.
 * - `off`: this build has no feed, or the user does not want to be asked
 * - `ready`: fetched and checked; it is put in place when the user says so, or quits
 */
export type UpdateState =
  | { readonly kind: 'off' }
  | { readonly kind: 'idle'; readonly checkedAtMs: number | null }
  | { readonly kind: 'checking' }
  | { readonly kind: 'available'; readonly version: string }
  /** `fraction` 0 to 1. */
  | { readonly kind: 'downloading'; readonly version: string; readonly fraction: number }
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'failed'; readonly error: ErrorInfo };
