/** A certificate for 127.0.0.1 that vouches for itself, made anew. */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

const DAY_MS = 86_400_000;
/** Of the subject's alternative names: an IP address. */
const IP_NAME = 7;

export async function makeCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const keys = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const made = forge.pki.createCertificate();
  const name = [{ name: 'commonName', value: 'a test' }];
  made.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  made.serialNumber = '01';
  made.validity.notBefore = new Date(Date.now() - DAY_MS);
  made.validity.notAfter = new Date(Date.now() + DAY_MS);
  made.setSubject(name);
  made.setIssuer(name);
  made.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'subjectAltName', altNames: [{ type: IP_NAME, ip: '127.0.0.1' }] },
  ]);
  made.sign(forge.pki.privateKeyFromPem(keys.privateKey), forge.md.sha256.create());
  return { key: keys.privateKey, cert: forge.pki.certificateToPem(made) };
}
