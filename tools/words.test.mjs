import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRoot } from './process/project-root.mjs';

const ENGINE = inRoot('electron/engine');
/** What an engine of the first version wrote on disk, and every later one has to read. */
const ON_DISK = /'(incoming|outgoing)'/g;

const words = readBanned(readFileSync(inRoot('ARCHITECTURE.md'), 'utf8'));
const files = readdirSync(ENGINE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

describe('the word list of ARCHITECTURE.md', () => {
  it('says which words are not used', () => {
    expect(words).toEqual(expect.arrayContaining(['intake', 'incoming', 'outgoing', 'arrival']));
  });

  it.each(words)('%s is in no name and in no text of the engine', (word) => {
    const banned = new RegExp(word, 'i');
    const found = files.filter((file) => banned.test(file) || banned.test(readText(file)));
    expect(found).toEqual([]);
  });
});

/** @param {string} file */
function readText(file) {
  return readFileSync(join(ENGINE, file), 'utf8').replaceAll(ON_DISK, "''");
}

/**
 * The last column of the table under "Words".
 *
 * @param {string} page
 */
function readBanned(page) {
  const [, section = ''] = page.split('\n## Words\n');
  const [table = ''] = section.split('\n## ');
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);
  return rows.flatMap((row) => (row.split('|')[3] ?? '').split(',')).flatMap((word) => word.trim() || []);
}
