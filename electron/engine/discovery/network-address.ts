/** One address of this computer that we may use. */
export interface NetworkAddress {
  /** Of the interface, as the system calls it: `eth0`, `Wi-Fi`. */
  readonly name: string;
  readonly family: 'IPv4' | 'IPv6';
  /** Without zone. */
  readonly address: string;
  readonly prefixLength: number;
  /** Of link-local IPv6; 0 elsewhere. */
  readonly scopeId: number;
  readonly isInternal: boolean;
}
