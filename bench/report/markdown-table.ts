export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly isNumber: boolean;
}

/** A table as the formatter of this repository would write it, so that it leaves it alone. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const safe = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const titles = columns.map(({ title }) => title.replaceAll('|', '\\|'));
  const widths = columns.map((_, position) =>
    Math.max(3, ...[titles, ...safe].map((row) => row[position]?.length ?? 0)),
  );
  const toLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const pad = (row: readonly string[]): string =>
    toLine(
      columns.map(({ isNumber }, position) => {
        const [cell, width] = [row[position] ?? '', widths[position] ?? 0];
        return isNumber ? cell.padStart(width) : cell.padEnd(width);
      }),
    );
  const rule = columns.map(({ isNumber }, position) =>
    isNumber ? '-'.repeat((widths[position] ?? 0) - 1) + ':' : '-'.repeat(widths[position] ?? 0),
  );
  return [pad(titles), toLine(rule), ...safe.map(pad)].join('\n');
}
