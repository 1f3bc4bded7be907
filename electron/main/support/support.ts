/** What helps somebody who helps. */
export interface Support {
  /** Shows the folder of the log in the system's file manager. */
  openLogFolder(): Promise<void>;
  /** Puts versions, interfaces, ports and counts on the clipboard; no names of people, devices or files, no keys. */
  copyDiagnostics(): Promise<void>;
}

export function createSupport(): Support {
  return { openLogFolder: () => Promise.resolve(), copyDiagnostics: () => Promise.resolve() };
}
