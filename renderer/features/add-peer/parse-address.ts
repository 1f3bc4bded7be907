import { IPC_LIMITS } from '../../../shared/ipc/limits.ts';

export type ParsedAddress =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly reason: 'empty' | 'badFormat' | 'badPort' };

const HOST_NAME =
  /^(?=.{1,253}$)[\p{L}\p{N}_]([\p{L}\p{N}_-]*[\p{L}\p{N}_])?(\.[\p{L}\p{N}_]([\p{L}\p{N}_-]*[\p{L}\p{N}_])?)*\.?$/u;
const IPV6 = /^[0-9a-f:]+(\.\d{1,3}){0,3}(%[\w.-]+)?$/i;
const BRACKETED = /^\[([^\]]+)\](?::(.*))?$/;
const LOOKS_NUMERIC = /^[\d.]+$/;
const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

/**
 * Checks what somebody typed: `host`, `host:port`, an IPv6 address bare or in brackets.
 * Only catches slips early; the engine decides for itself.
 */
export function parseAddress(typed: string): ParsedAddress {
  const text = typed.trim();
  if (text === '') return { ok: false, reason: 'empty' };
  const { host, port } = split(text);
  if (text.length > IPC_LIMITS.addressUnits || !isHost(host) || !/^\d*$/.test(port ?? ''))
    return { ok: false, reason: 'badFormat' };
  if (port !== null && !isPort(port)) return { ok: false, reason: 'badPort' };
  return { ok: true, address: text };
}

function split(text: string): { host: string; port: string | null } {
  const bracketed = BRACKETED.exec(text);
  // brackets are for IPv6 only; left on, they make anything else no host
  if (bracketed?.[1]?.includes(':')) return { host: bracketed[1], port: bracketed[2] ?? null };
  const colons = text.split(':').length - 1;
  if (colons !== 1) return { host: text, port: null };
  const at = text.indexOf(':');
  return { host: text.slice(0, at), port: text.slice(at + 1) };
}

function isHost(host: string): boolean {
  if (host.includes(':')) return IPV6.test(host);
  return LOOKS_NUMERIC.test(host) ? IPV4.test(host) : HOST_NAME.test(host);
}

function isPort(port: string): boolean {
  return port !== '' && Number(port) >= 1 && Number(port) <= 65_535;
}
