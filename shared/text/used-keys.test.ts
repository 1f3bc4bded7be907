import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { en } from './en/en.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NOT_CODE = /(^|\/)(testing|text\/en|text\/languages)\/|\.test\.tsx?$/;

/** A string of the code, with `*` where a template has a hole. */
type Pattern = string;

const HOLE = '*';

function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path}`)
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && !NOT_CODE.test(path));
}

/** All strings and templates in the code. A key that stands in none of them cannot be asked for. */
function patternsIn(code: string): ReadonlySet<Pattern> {
  const found = new Set<Pattern>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.add(node.text);
    if (ts.isTemplateExpression(node)) {
      found.add(node.head.text + node.templateSpans.map((span) => HOLE + span.literal.text).join(''));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('x.tsx', code, ts.ScriptTarget.Latest, false, ts.ScriptKind.TSX));
  return found;
}

function keysOf(words: object, prefix = ''): readonly string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' ? keysOf(value as object, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

/** Those of `keys` that no pattern can name. A hole is one or more steps of a key, or a part of one. */
function unusedOf(keys: readonly string[], patterns: ReadonlySet<Pattern>): readonly string[] {
  const open = [...patterns]
    // one that starts with a hole would be every key
    .filter((pattern) => /^\w+\..*\*/.test(pattern))
    .map((pattern) => new RegExp(`^${pattern.split(HOLE).map(escape).join('[\\w.-]+')}$`));
  return keys.filter((key) => !patterns.has(key) && !open.some((pattern) => pattern.test(key)));
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Words of `desktop` are named without it in main. */
function patternsOf(folder: 'electron/main' | 'renderer' | 'shared/text'): ReadonlySet<Pattern> {
  const all = sources(folder).flatMap((path) => [...patternsIn(readFileSync(join(ROOT, path), 'utf8'))]);
  return new Set(folder === 'electron/main' ? all.map((pattern) => `desktop.${pattern}`) : all);
}

describe('the words of the catalogue', () => {
  it('are all asked for somewhere', () => {
    const patterns = new Set([...patternsOf('renderer'), ...patternsOf('shared/text'), ...patternsOf('electron/main')]);
    expect(unusedOf(keysOf(en), patterns)).toEqual([]);
  });

  it('would be missed: a key that nobody asks for is found', () => {
    const patterns = patternsIn("t('a.b'); t(`a.c.${kind}.title`); const late = 'a.d'; // t('a.comment')\n `${all}`");
    const unused = unusedOf(['a.b', 'a.c.x.title', 'a.c.x.hint', 'a.d', 'a.comment', 'a.e'], patterns);
    expect(unused).toEqual(['a.c.x.hint', 'a.comment', 'a.e']);
  });
});
