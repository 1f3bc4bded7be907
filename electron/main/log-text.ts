import type { LogLine } from '../engine/engine-api.ts';

// what could forge a line, move the cursor or turn text around; tabs are harmless
const UNSAFE = /[^\P{Cc}\t]|[\p{Cf}\p{Zl}\p{Zp}]/gu;
/** UTF-16 units of one line; a peer's longest path has 4,096 bytes. */
const MAX_LINE_UNITS = 8_192;

/**
 * One line of the log as text: `area: message key=value`, then the stack, indented.
 * Control, bidi and other invisible characters are written as `\u{…}`, so that no peer can forge a line.
 */
export function toLogText(area: string, line: Omit<LogLine, 'level'>): string {
  const facts = Object.entries(line.facts ?? {}).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
  const text = escape(`${area}: ${line.message}${facts.join('')}`);
  if (line.stack === undefined) return text;
  // an indented line cannot be taken for a new entry, whatever the error's message holds
  return [text, ...line.stack.split('\n').map((part) => `    ${escape(part.trim())}`)].join('\n');
}

function escape(text: string): string {
  const safe = text.replace(UNSAFE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return safe.length <= MAX_LINE_UNITS ? safe : `${safe.slice(0, MAX_LINE_UNITS)}…`;
}
