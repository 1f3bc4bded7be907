/** Below 1024 most systems want an administrator. */
export const PORT_BOUNDS = { min: 1024, max: 65_535 } as const;

/** A port somebody typed; null: it is none that can be chosen. */
export function parsePort(typed: string): number | null {
  const text = typed.normalize('NFKC').trim();
  if (!/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port >= PORT_BOUNDS.min && port <= PORT_BOUNDS.max ? port : null;
}
