import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import type { Certificate } from '../listener.ts';

const { pki } = forge;
const yearMs = 365 * 86_400_000;

/** A certificate that signs itself, as the module makes for itself at its installation (tspiot.md §7). Node signs no certificates: node-forge does. */
export function selfSigned(name: string, now: number): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(publicKey);
  // Positive, and no zeros before it: DER allows none, and OpenSSL reads no other (X.690 §8.3.2).
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(now - yearMs);
  certificate.validity.notAfter = new Date(now + 10 * yearMs);
  const subject = [{ name: 'commonName', value: name }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.sign(pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { cert: pki.certificateToPem(certificate), key: privateKey };
}

/** SHA-256 of a certificate as tools show it: `AB:CD:…`, 32 bytes. */
export const fingerprintOf = ({ cert }: Certificate): string => new X509Certificate(cert).fingerprint256;
