import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const RENDERER = resolve(import.meta.dirname, '..');

/** Properties and values that know left from right; there is a logical one for each. */
const PHYSICAL = [
  /(?<![\w-])(left|right)\s*:/,
  /(?<![\w-])(margin|padding|border|scroll-margin|scroll-padding)-(left|right)\b/,
  /(?<![\w-])border-(top|bottom)-(left|right)-radius\b/,
  /(?<![\w-])(text-align|float|clear)\s*:\s*(left|right)\b/,
];

/** Four values go round by the clock; the second and the fourth are right and left. */
const FOUR_SIDES = /(?<![\w-])(?:margin|padding|inset|border-width)\s*:\s*([^;(){}]+);/;

function physicalLines(css: string): readonly string[] {
  return css
    .replace(/\/\*[^]*?\*\//g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => {
      const [, right, , left] = FOUR_SIDES.exec(line)?.[1]?.trim().split(/\s+/) ?? [];
      return PHYSICAL.some((pattern) => pattern.test(line)) || (left !== undefined && left !== right);
    });
}

const sheets = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.css'));

describe('the style sheets', () => {
  it.each(sheets)('%s are the same from right to left', (path) => {
    expect(physicalLines(readFileSync(join(RENDERER, path), 'utf8'))).toEqual([]);
  });

  it('would be found otherwise', () => {
    const css = [
      ...['margin-left: 1px;', 'right: 0;', 'text-align: left;', 'padding: 1px 2px 3px 4px;'],
      ...['border-top-left-radius: 1px;', 'margin: 0 auto 0 0;'],
    ];
    expect(physicalLines(css.join('\n'))).toEqual(css);
    expect(physicalLines('padding: 1px 2px 3px 2px;\nmargin-inline-start: 1px; /* left: 1px */')).toEqual([]);
  });
});
