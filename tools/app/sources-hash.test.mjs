import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashSources } from './sources-hash.mjs';

describe('hashSources()', () => {
  let root = '';
  let before = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lanyard-sources-'));
    mkdirSync(join(root, 'shared/testing'), { recursive: true });
    mkdirSync(join(root, 'docs'));
    writeFileSync(join(root, 'shared/a.ts'), 'one');
    writeFileSync(join(root, 'package.json'), '{}');
    before = hashSources(root);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it.each([
    ['a source changes', 'shared/a.ts', 'two'],
    ['a source is added', 'shared/b.ts', ''],
    ['the package changes', 'package.json', '{"version":"2"}'],
  ])('changes when %s', (_case, file, text) => {
    writeFileSync(join(root, file), text);
    expect(hashSources(root)).not.toBe(before);
  });

  it.each(['shared/a.test.ts', 'shared/testing/fake.ts', 'shared/NOTES.md', 'docs/x.ts'])(
    'does not mind %s',
    (file) => {
      writeFileSync(join(root, file), 'new');
      expect(hashSources(root)).toBe(before);
    },
  );

  it('changes when a source is renamed', () => {
    rmSync(join(root, 'shared/a.ts'));
    writeFileSync(join(root, 'shared/c.ts'), 'one');
    expect(hashSources(root)).not.toBe(before);
  });
});
