/** Files that came with a command line or a file manager's menu, and wait for a peer to be chosen. */
export interface PendingSend {
  /** Counts up with each that comes in. */
  readonly id: number;
  /** Name of the first thing. */
  readonly title: string;
  readonly itemCount: number;
}
