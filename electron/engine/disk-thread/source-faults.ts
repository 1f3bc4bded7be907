/** Codes of failures that no system has: other bytes than those that were offered. */
export const SOURCE_CHANGED = 'SOURCE_CHANGED';
/** And a file that ends before the size which it still tells, or goes on after it. */
export const SIZE_UNKNOWN = 'SIZE_UNKNOWN';
