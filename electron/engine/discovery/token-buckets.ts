interface Bucket {
  tokens: number;
  filledAtMs: number;
}

interface Rate {
  readonly perSec: number;
  /** Taken at once after a quiet time. */
  readonly burst: number;
}

/** More sources are not kept apart; the one that was quiet longest starts anew. */
const SOURCES_MAX = 1_024;

/** Limits how often each source may do something. The clock is monotonic. */
export function createTokenBuckets(rateOf: (source: string) => Rate) {
  // quiet longest first: a Map keeps the order of insertion
  const buckets = new Map<string, Bucket>();

  return {
    /** False: it has to wait. */
    take: (source: string): boolean => {
      const { perSec, burst } = rateOf(source);
      const nowMs = performance.now();
      const bucket = buckets.get(source) ?? { tokens: burst, filledAtMs: nowMs };
      const tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.filledAtMs) / 1_000) * perSec);
      buckets.delete(source);
      buckets.set(source, { tokens: tokens >= 1 ? tokens - 1 : tokens, filledAtMs: nowMs });
      const [oldest = source] = buckets.keys();
      if (buckets.size > SOURCES_MAX) buckets.delete(oldest);
      return tokens >= 1;
    },
  };
}
