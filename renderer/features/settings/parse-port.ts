import { toPlainInput } from '../../text/plain-input.ts';

/** Below 1024 most systems want an administrator. */
export const PORT_BOUNDS = { min: 1024, max: 65_535 } as const;

/** A port as somebody types or pastes it, also `:53420`, `port 53420` or `53,420`; null: it is none that can be chosen. */
export function parsePort(typed: string): number | null {
  const text = toPlainInput(typed)
    .replace(/^(?:port)?[ :]*/i, '')
    .replace(/^(\d{1,2})[ ,.'’](\d{3})$/u, '$1$2');
  if (!/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port >= PORT_BOUNDS.min && port <= PORT_BOUNDS.max ? port : null;
}
