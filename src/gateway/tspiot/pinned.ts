/**
 * A connection to a module of ТС ПИоТ. Its certificate is its own, signed by nobody that this machine knows, so it is known by its SHA-256, which the owner has
 * seen and confirmed (tspiot.md §7): looked at after the handshake and before the first byte of a request. Checks of certificates are never switched off without that.
 */
import { connect, type TLSSocket } from 'node:tls';
import { Agent, buildConnector, fetch } from 'undici';
import { readPin, type TsPiotModule } from './modules.ts';

/** `code` of the error of a connection whose certificate is another one. */
export const changedCode = 'POLTORA_CERTIFICATE_CHANGED';

export class CertificateChanged extends Error {
  readonly code = changedCode;
  /** SHA-256 of the new one. */
  readonly sha256: string;

  constructor(sha256: string) {
    super(`The certificate is another one than was confirmed: SHA-256 ${sha256}.`);
    this.sha256 = sha256;
  }
}

const fingerprintOf = (socket: TLSSocket): string => readPin(socket.getPeerCertificate().fingerprint256 ?? '') ?? '';

/** `fetch` to this module and nobody else: one connection, and a certificate that is the confirmed one, or one that this machine trusts. */
export function moduleFetch({ pin }: Pick<TsPiotModule, 'pin'>): {
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
} {
  // A resumed session would show no certificate.
  const connector = buildConnector({ rejectUnauthorized: pin === undefined, maxCachedSessions: 0, timeout: 3_000 });
  const dispatcher = new Agent({
    connections: 1,
    pipelining: 1,
    connect:
      pin === undefined
        ? { maxCachedSessions: 0, timeout: 3_000 }
        : (options, done) => {
            connector(options, (error, socket) => {
              if (error || !socket) return done(error ?? new Error('no socket'), null);
              const sha256 = fingerprintOf(socket as TLSSocket);
              if (sha256 === pin) return done(null, socket);
              socket.destroy();
              done(new CertificateChanged(sha256), null);
            });
          },
  });
  const send = ((input: string, init: object) =>
    fetch(input, { ...init, dispatcher })) as unknown as typeof globalThis.fetch;
  return { fetch: send, close: () => dispatcher.destroy() };
}

/** SHA-256 of the certificate that is shown at this address; undefined: nobody there speaks TLS. No byte is sent. */
export function certificateAt(host: string, limitMs: number): Promise<string | undefined> {
  const { hostname, port } = new URL(`https://${host}`);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port || 443),
      rejectUnauthorized: false,
    });
    const end = (sha256: string | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(sha256);
    };
    const timer = setTimeout(() => end(undefined), limitMs);
    socket.once('secureConnect', () => end(fingerprintOf(socket) || undefined));
    socket.on('error', () => end(undefined));
  });
}
