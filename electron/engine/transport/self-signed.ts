import { webcrypto } from 'node:crypto';
// the certificate library's dependency container needs this polyfill before it loads
import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';

/** Dates are never checked by a peer, so they only have to be valid ASN.1 on any clock. */
const NOT_BEFORE = new Date('2000-01-01T00:00:00Z');
const NOT_AFTER = new Date('2999-12-31T23:59:59Z');
const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

function toPem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** A fresh ECDSA P-256 key with a self-signed X.509 v3 certificate, both as PEM. */
export async function makeCertificate(): Promise<{ readonly privateKeyPem: string; readonly certificatePem: string }> {
  const keys = await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: 'CN=Lanyard', keys, notBefore: NOT_BEFORE, notAfter: NOT_AFTER, signingAlgorithm: KEY_ALGORITHM },
    webcrypto,
  );
  const privateKeyPem = toPem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { privateKeyPem, certificatePem: toPem('CERTIFICATE', certificate.rawData) };
}
