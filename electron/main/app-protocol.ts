import { join } from 'node:path';
import { protocol, type Session } from 'electron';
import { APP_ORIGIN, APP_SCHEME } from './app-origin.ts';
import { readPageFiles, type PageFile } from './page-files.ts';

// Trusted Types: no script can come out of a string, and the page makes no policy of its own
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const SECURITY_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Makes `app:` a scheme with an origin. Only before Electron is ready. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }]);
}

/** Reads the built page, once. */
export function readPage(): ReadonlyMap<string, PageFile> {
  return readPageFiles(join(import.meta.dirname, '../renderer'));
}

/** Serves the page, and nothing else, under app://lanyard/ to `session`. */
export function setupAppProtocol(session: Session, files: ReadonlyMap<string, PageFile>): void {
  session.protocol.handle(APP_SCHEME, (request) => respond(request, files));
}

function respond(request: Request, files: ReadonlyMap<string, PageFile>): Response {
  const url = new URL(request.url);
  // a look-up in a fixed map: no part of the address ever becomes part of a path
  const file = `${url.protocol}//${url.host}` === APP_ORIGIN ? files.get(url.pathname) : undefined;
  if (request.method !== 'GET' || !file) return new Response(null, { status: 404, headers: SECURITY_HEADERS });
  return new Response(file.body, { headers: { ...SECURITY_HEADERS, 'Content-Type': file.contentType } });
}
