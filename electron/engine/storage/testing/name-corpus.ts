import { readFileSync } from 'node:fs';
import path from 'node:path';

// read, not imported: bundlers can't take JSON with halves of surrogate pairs, and some names here are just that
const text = readFileSync(path.join(import.meta.dirname, 'name-corpus.json'), 'utf8');

/** Names that peers have sent, or could: attacks by group, and honest names that must come through. */
// JSON.parse gives `any`; the file is ours and stands beside this one
export const NAME_GROUPS = JSON.parse(text) as Readonly<Record<string, readonly string[]>>;

/** All of them. */
export const HOSTILE_NAMES: readonly string[] = Object.values(NAME_GROUPS).flat();
