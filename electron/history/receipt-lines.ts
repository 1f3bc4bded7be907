import type { HistoryFile } from '../../shared/model/history.ts';
import type { ReceiptHead } from './history-api.ts';

/** Of what follows the hashes; changes when a reader would have to. */
const FORMAT = 'Lanyard receipt 1';

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** Where a file stands, or stood when it was sent: relative, `/` between components. */
export function standingPath(file: Pick<HistoryFile, 'path' | 'savedAs'>): string {
  return file.savedAs ?? file.path;
}

/**
 * One line as GNU sha256sum writes it, with its line break; null where there is no file to find: it did not arrive.
 * A name with a backslash or a line break is escaped, and a backslash in front of the line says so.
 */
export function hashLine(file: HistoryFile): string | null {
  if (file.kind !== 'file' || file.status !== 'done' || file.sha256 === null) return null;
  const path = standingPath(file);
  const escaped = path.replaceAll(/[\\\n\r]/g, (mark) => ESCAPES[mark] ?? mark);
  // a lone `-` is the standard input
  return `${escaped === path ? '' : '\\'}${file.sha256}  ${path === '-' ? './-' : escaped}\n`;
}

/** What sha256sum passes over: `#` and one JSON object, which has no line breaks. */
function remark(value: unknown): string {
  return `# ${JSON.stringify(value)}\n`;
}

/** The first remarks: what was moved, between whom, when and with what result. Times in UTC. */
export function headLines(head: ReceiptHead): string {
  const { startedAtMs, acceptedAtMs, endedAtMs, hashedFiles, hashedBytes, ...facts } = head;
  const times = {
    startedAt: toTime(startedAtMs),
    acceptedAt: acceptedAtMs === null ? null : toTime(acceptedAtMs),
    endedAt: toTime(endedAtMs),
  };
  return `# ${FORMAT}\n${remark({ ...facts, ...times, listedFiles: hashedFiles, listedBytes: hashedBytes })}`;
}

/** What became of one file or folder, be it listed above or not. */
export function fileRemark(file: HistoryFile): string {
  const { path, savedAs, kind, sizeBytes, status, error, remarks } = file;
  const isMoved = savedAs !== null && savedAs !== path;
  const failed = error && { error: error.code };
  const remarked = remarks.length > 0 && { remarks };
  return remark({ path, ...(isMoved && { savedAs }), kind, sizeBytes, status, ...failed, ...remarked });
}

function toTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
