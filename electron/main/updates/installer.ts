/** What really fetches and replaces this app; behind an interface, so that the rest is tested without it. */
export interface Installer {
  /** The newer version the feed tells of; null: there is none. @throws UpdateError */
  findNewer(): Promise<string | null>;
  /**
   * Fetches what `findNewer` found; resolves when its SHA-512 is the one that was signed.
   *
   * @param onProgress - told 0 to 1
   * @throws UpdateError UPDATE_UNTRUSTED when the file is another one
   */
  fetch(onProgress: (fraction: number) => void): Promise<void>;
  /** Puts the fetched version in place of this one and starts it; this process ends. */
  replaceAndStart(): void;
}
