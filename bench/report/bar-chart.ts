import { shown } from './numbers.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The spread, drawn as a line over the bar's end. */
  readonly least: number;
  readonly most: number;
  readonly isOurs: boolean;
}

export interface BarGroup {
  readonly title: string;
  readonly bars: readonly Bar[];
}

export interface BarChart {
  readonly title: string;
  /** Says also which way is better. */
  readonly subtitle: string;
  readonly groups: readonly BarGroup[];
}

const WIDTH = 760;
const LABEL_WIDTH = 210;
/** Left for the figure behind the longest bar. */
const FIGURE_WIDTH = 80;
const BAR_HEIGHT = 16;
const ROW_HEIGHT = 24;
const TITLE_HEIGHT = 56;
const GROUP_HEIGHT = 30;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .quiet { fill: #59636e; }
  .ours { fill: #0a66c2; }
  .other { fill: #aab4bf; }
  .spread { stroke: #1f2328; stroke-width: 1.5; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .quiet { fill: #9198a1; }
    .ours { fill: #58a6ff; }
    .other { fill: #5b6570; }
    .spread { stroke: #f0f6fc; }
  }
`;

/** A picture of its own, readable on light and on dark. */
export function drawBarChart({ title, subtitle, groups }: BarChart): string {
  const most = Math.max(0, ...groups.flatMap(({ bars }) => bars.map((bar) => Math.max(bar.value, bar.most))));
  const toWidth = (value: number): number => (most === 0 ? 0 : (value / most) * (WIDTH - LABEL_WIDTH - FIGURE_WIDTH));
  const lines: string[] = [text(0, 18, title, 'title'), text(0, 38, subtitle, 'quiet')];
  let top = TITLE_HEIGHT;
  for (const group of groups) {
    lines.push(text(0, top + 16, group.title, 'quiet'));
    top += GROUP_HEIGHT;
    for (const bar of group.bars) {
      lines.push(...drawBar(bar, top, toWidth));
      top += ROW_HEIGHT;
    }
  }
  const size = `width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}"`;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escape(title)}">`;
  return [head, `<style>${STYLE}</style>`, ...lines, '</svg>', ''].join('\n');
}

function drawBar(
  { label, value, least, most, isOurs }: Bar,
  top: number,
  toWidth: (value: number) => number,
): string[] {
  const y = top + (ROW_HEIGHT - BAR_HEIGHT) / 2;
  const middle = round(y + BAR_HEIGHT / 2);
  const [from, to] = [least, most].map((end) => round(LABEL_WIDTH + toWidth(end)));
  const bar = `x="${LABEL_WIDTH}" y="${y}" width="${round(toWidth(value))}" height="${BAR_HEIGHT}"`;
  const figureX = round(LABEL_WIDTH + toWidth(Math.max(value, most)) + 8);
  return [
    text(12, middle + 4, label),
    `<rect class="${isOurs ? 'ours' : 'other'}" ${bar} rx="2"/>`,
    `<line class="spread" x1="${from}" y1="${middle}" x2="${to}" y2="${middle}"/>`,
    text(figureX, middle + 4, shown(value)),
  ];
}

const text = (x: number, y: number, content: string, kind?: string): string =>
  `<text x="${x}" y="${y}"${kind === undefined ? '' : ` class="${kind}"`}>${escape(content)}</text>`;

const round = (value: number): number => Math.round(value * 10) / 10;

const escape = (content: string): string =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
