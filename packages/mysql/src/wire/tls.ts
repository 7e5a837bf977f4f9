/** TLS to servers. Whether it is used is decided from the server's greeting, before anything is sent. */
import { createSecureContext } from 'node:tls';
import type { SslOptions } from 'mysql2';

/**
 * `preferred`: TLS where the server offers it, without checking who the server is. `required`: TLS or nothing.
 * `verify-ca`: the certificate must come from `ca` (the host name in it is not compared, since servers are known by many names).
 */
export type TlsMode = 'disabled' | 'preferred' | 'required' | 'verify-ca';

export interface TlsOptions {
  readonly mode: TlsMode;
  /** PEM texts, not paths. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** `MySQLTopologySSLSkipVerify`: use `ca`, `cert` and `key`, but accept any server certificate. */
  readonly skipVerify?: boolean;
}

export type TlsDecision =
  | { readonly kind: 'plain' }
  | { readonly kind: 'tls'; readonly ssl: SslOptions }
  | { readonly kind: 'refused'; readonly detail: string };

/**
 * One value per process: mysql2 builds a certificate context per options object, and shares it when the object is.
 * @throws Error for certificates or keys that cannot be read, here and not at the first connect.
 */
export function tlsContext(options: TlsOptions): (serverOffersTls: boolean) => TlsDecision {
  const verify = options.mode === 'verify-ca' && options.skipVerify !== true;
  const ssl: SslOptions = {
    rejectUnauthorized: verify,
    minVersion: 'TLSv1.2',
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.cert === undefined ? {} : { cert: options.cert }),
    ...(options.key === undefined ? {} : { key: options.key }),
  };
  if (options.mode !== 'disabled') checkMaterial(options);
  return (serverOffersTls) => {
    if (options.mode === 'disabled') return { kind: 'plain' };
    if (serverOffersTls) return { kind: 'tls', ssl };
    if (options.mode === 'preferred') return { kind: 'plain' };
    return {
      kind: 'refused',
      detail:
        'TLS is required to servers, and this server does not offer it: set ssl_ca, ssl_cert and ssl_key there, or use TLS mode "preferred"',
    };
  };
}

function checkMaterial({ ca, cert, key }: TlsOptions): void {
  try {
    createSecureContext({ ca, cert, key });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `the TLS settings for connections to servers cannot be used: ${reason}; ca, cert and key must be PEM texts, and the key must belong to the certificate`,
      { cause },
    );
  }
}
