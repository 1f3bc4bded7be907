import { IPC_LIMITS } from '../../../shared/ipc/limits.ts';
import { toPlainInput } from '../../text/plain-input.ts';

export type ParsedAddress =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly reason: 'empty' | 'badFormat' | 'badPort' };

const HOST_NAME =
  /^(?=.{1,253}$)[\p{L}\p{N}_]([\p{L}\p{M}\p{N}_\u200c\u200d-]*[\p{L}\p{M}\p{N}_])?(\.[\p{L}\p{N}_]([\p{L}\p{M}\p{N}_\u200c\u200d-]*[\p{L}\p{M}\p{N}_])?)*$/u;
const ZONED = /^([0-9a-f:.]+)(%[\w.-]+)?$/i;
const BRACKETED = /^\[([^\]]+)\](?::(.*))?$/;
const LOOKS_NUMERIC = /^[\d.]+$/;
const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

/**
 * Reads an address as people type or paste it: `host`, `host:port`, an IPv6 address bare or in brackets; from a browser
 * with its scheme and path, from a chat with spaces, quotes or a full stop, from a form with the port beside it.
 * Only catches slips early; the engine decides for itself.
 */
export function parseAddress(typed: string): ParsedAddress {
  const text = toBareAddress(typed);
  if (text === '') return { ok: false, reason: 'empty' };
  const { host, port } = split(text);
  const name = toPlainHost(host);
  if (!isHost(name) || !/^\d*$/.test(port ?? '')) return { ok: false, reason: 'badFormat' };
  const address = joined(name, port, text.startsWith('['));
  if (address.length > IPC_LIMITS.addressUnits) return { ok: false, reason: 'badFormat' };
  if (port !== null && !isPort(port)) return { ok: false, reason: 'badPort' };
  return { ok: true, address };
}

/** Without what stands around an address where it was copied from. */
function toBareAddress(typed: string): string {
  return (
    toPlainInput(typed)
      // the full stops and commas of Chinese, and the dashes that a text program makes
      .replace(/。/gu, '.')
      .replace(/、/gu, ',')
      .replace(/[\u2010-\u2015\u2212]/gu, '-')
      .replace(/^["'“”‘’«»<(（「]+|["'“”‘’«»>)）」,;.!?]+$/gu, '')
      .replace(/^[a-z][a-z\d+.-]*:\/\/(?:[^/@]*@)?|^(?:\\\\|\/\/)/i, '')
      .replace(/[/\\?#].*$/u, '')
      .replace(/%25(?=[\w.-]+\])/g, '%')
      .replace(/ ?([.:[\]]) ?/g, '$1')
      .replace(/^(.+?)[ ,;]+(?:port:? ?)?(\d+)$/i, withPort)
      .trim()
  );
}

function withPort(_all: string, host: string, port: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
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

/** Without the dot of a full name, and without zeros that fill up: `192.168.001.020` is meant in tens. */
function toPlainHost(host: string): string {
  const name = host.replace(/\.$/, '');
  return LOOKS_NUMERIC.test(name) ? name.replace(/(?<=^|\.)0+(?=\d)/g, '') : name;
}

function isHost(host: string): boolean {
  if (host.includes(':')) return isIpv6(host);
  return LOOKS_NUMERIC.test(host) ? IPV4.test(host) : HOST_NAME.test(host);
}

function isIpv6(host: string): boolean {
  const address = ZONED.exec(host)?.[1];
  return address !== undefined && URL.canParse(`http://[${address}]/`);
}

function joined(host: string, port: string | null, isBracketed: boolean): string {
  const shown = host.includes(':') && (isBracketed || port !== null) ? `[${host}]` : host;
  return port === null ? shown : `${shown}:${port}`;
}

function isPort(port: string): boolean {
  return port !== '' && Number(port) >= 1 && Number(port) <= 65_535;
}
