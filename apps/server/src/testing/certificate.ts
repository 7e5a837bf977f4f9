/** Certificates for 127.0.0.1, made anew. */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

const DAY_MS = 86_400_000;
/** Of the subject's alternative names: an IP address. */
const IP_NAME = 7;

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** Organizational units of the subject. */
  readonly units?: readonly string[];
  /** Absent: it vouches for itself. */
  readonly issuer?: Certificate;
}

export async function makeCertificate({ units = [], issuer }: CertificateOptions = {}): Promise<Certificate> {
  const keys = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const made = forge.pki.createCertificate();
  const name = [
    { name: 'commonName', value: issuer === undefined ? 'a test' : 'a client' },
    ...units.map((value) => ({ name: 'organizationalUnitName', value })),
  ];
  made.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  made.serialNumber = '01';
  made.validity.notBefore = new Date(Date.now() - DAY_MS);
  made.validity.notAfter = new Date(Date.now() + DAY_MS);
  made.setSubject(name);
  made.setIssuer(issuer === undefined ? name : forge.pki.certificateFromPem(issuer.cert).subject.attributes);
  made.setExtensions([
    { name: 'basicConstraints', cA: issuer === undefined },
    { name: 'subjectAltName', altNames: [{ type: IP_NAME, ip: '127.0.0.1' }] },
  ]);
  made.sign(forge.pki.privateKeyFromPem(issuer?.key ?? keys.privateKey), forge.md.sha256.create());
  return { key: keys.privateKey, cert: forge.pki.certificateToPem(made) };
}
