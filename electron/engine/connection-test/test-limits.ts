const MIB = 1024 * 1024;

/** What one connection for a test may cost the side that serves it. PROTOCOL.md §10 */
export const TEST_LIMITS = {
  /** Bytes of DATA, each way, for a device that files were exchanged with. */
  knownBytes: 256 * MIB,
  strangerBytes: 32 * MIB,
  probes: 200,
  pulls: 20,
  /** From WELCOME to the end. */
  totalMs: 60_000,
} as const;
