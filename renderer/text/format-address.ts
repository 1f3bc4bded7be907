/** `192.168.1.20:53420`, `[fe80::1]:53420`: what somebody types elsewhere to find this device. */
export function formatAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
