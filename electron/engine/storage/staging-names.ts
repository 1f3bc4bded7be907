/**
 * Mode of what is received, as of what any program makes: the umask, or the rules of the folder, take their part. Nothing
 * from the wire is executable, whatever `isExecutable` says (so far).
 */
export const FILE_MODE = 0o666;

const PART_NAME = /^\d{1,9}\.part$/;

/** Name of a staging file: of the index alone, so that no name of the peer's is ever too long or too clever for it. */
export function partName(index: number): string {
  return `${index}.part`;
}

export function isPartName(name: string): boolean {
  return PART_NAME.test(name);
}

/** The entry that a staging file is of; null: no name that we give. */
export function indexOfPart(name: string): number | null {
  const index = Number.parseInt(name, 10);
  return isPartName(name) && partName(index) === name ? index : null;
}
