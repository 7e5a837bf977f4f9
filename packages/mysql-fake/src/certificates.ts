/**
 * What MySQL servers make for themselves in their data directory when they first start: an authority, a certificate that
 * it signed, and the RSA key pair under which passwords are exchanged without TLS. One set serves all fakes of a process.
 */
import { createPrivateKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { promisify } from 'node:util';
import forge from 'node-forge';

const KEY_BITS = 2_048;
/** As servers do. */
const VALID_YEARS = 10;
const AUTHORITY = 'MySQL_Server_Auto_Generated_CA_Certificate';
const SERVER = 'MySQL_Server_Auto_Generated_Server_Certificate';

export interface Certificates {
  /** What `ca.pem` in a data directory is. */
  readonly authorityPem: string;
  /** What `public_key.pem` is. */
  readonly publicKeyPem: string;
  readonly privateKey: KeyObject;
  readonly secureContext: SecureContext;
  /** Of the server's certificate. */
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export async function makeCertificates(now: Date): Promise<Certificates> {
  const [authority, server] = await Promise.all([makeKeys(), makeKeys()]);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + VALID_YEARS);
  const validity = { notBefore: now, notAfter };
  const authorityPem = certificate({ subject: AUTHORITY, keys: authority, signer: authority, ...validity });
  const serverPem = certificate({ subject: SERVER, keys: server, signer: authority, ...validity });
  return {
    ...validity,
    authorityPem,
    publicKeyPem: server.publicKey,
    privateKey: createPrivateKey(server.privateKey),
    secureContext: createSecureContext({ key: server.privateKey, cert: serverPem, minVersion: 'TLSv1.2' }),
  };
}

interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

function makeKeys(): Promise<Keys> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

interface CertificateParts {
  readonly subject: string;
  readonly keys: Keys;
  readonly signer: Keys;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

function certificate({ subject, keys, signer, notBefore, notAfter }: CertificateParts): string {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  made.serialNumber = serialNumber(randomBytes(8));
  made.validity.notBefore = notBefore;
  made.validity.notAfter = notAfter;
  made.setSubject([{ name: 'commonName', value: subject }]);
  made.setIssuer([{ name: 'commonName', value: AUTHORITY }]);
  made.setExtensions([{ name: 'basicConstraints', cA: keys === signer, critical: true }]);
  made.sign(forge.pki.privateKeyFromPem(signer.privateKey), forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}

/**
 * A positive number, in as few bytes as it needs: a certificate with a sign bit or a zero byte in front of it is refused
 * as badly encoded.
 */
export function serialNumber(bytes: Buffer): string {
  const [first = 0, ...rest] = bytes;
  return Buffer.from([(first & 0x3f) | 0x40, ...rest]).toString('hex');
}
