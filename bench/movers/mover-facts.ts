export const MOVER_IDS = ['apps', 'engines', 'scp', 'scp-gcm', 'rsync', 'rsync-fsync', 'tar', 'nc'] as const;

/** `apps` and `engines` are Lanyard; the others are what people use today. */
export type MoverId = (typeof MOVER_IDS)[number];

export interface MoverFacts {
  readonly title: string;
  readonly encrypts: boolean;
  /** Compares a hash of all that arrived. */
  readonly checks: boolean;
  /** Has flushed the contents to the disk when it says that it is done. */
  readonly flushes: boolean;
}

export const MOVER_FACTS: Readonly<Record<MoverId, MoverFacts>> = {
  apps: { title: 'Lanyard, app to app', encrypts: true, checks: true, flushes: true },
  engines: { title: 'Lanyard, engine to engine', encrypts: true, checks: true, flushes: true },
  scp: { title: 'scp', encrypts: true, checks: false, flushes: false },
  'scp-gcm': { title: 'scp -c aes128-gcm', encrypts: true, checks: false, flushes: false },
  // it compares a checksum of each file that it has carried
  rsync: { title: 'rsync -a over ssh', encrypts: true, checks: true, flushes: false },
  'rsync-fsync': { title: 'rsync -a --fsync over ssh', encrypts: true, checks: true, flushes: true },
  tar: { title: 'tar over ssh', encrypts: true, checks: false, flushes: false },
  nc: { title: 'tar | nc', encrypts: false, checks: false, flushes: false },
};

export const isOurs = (id: MoverId): boolean => id === 'apps' || id === 'engines';
