/** Of a file that a desktop's own settings switched off: the user's word there counts, too. */
const SWITCHED_OFF = /^\s*(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m;

/**
 * A desktop entry that starts `executable` with `args` at login, as the Desktop Entry Specification writes them. A
 * desktop leaves it alone when the program is gone.
 */
export function autostartEntry(executable: string, args: readonly string[]): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Lanyard',
    'Icon=lanyard',
    'Terminal=false',
    `TryExec=${escapeString(executable)}`,
    `Exec=${[executable, ...args].map(quoteArgument).join(' ')}`,
  ];
  return `${lines.join('\n')}\n`;
}

export function isSwitchedOff(entry: string): boolean {
  return SWITCHED_OFF.test(entry);
}

/** Quoted for the reader of `Exec`, then escaped as every string of the file; `%` begins a field code. */
function quoteArgument(argument: string): string {
  const quoted = `"${argument.replace(/["`$\\]/g, '\\$&').replace(/%/g, '%%')}"`;
  return escapeString(quoted);
}

function escapeString(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t');
}
