import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeCertificates, serialNumber } from './certificates.ts';

describe('certificates', () => {
  test.each([0x00, 0x7f, 0x80, 0xff])('have a serial number that needs no padding, made of bytes %i', (byte) => {
    expect(serialNumber(Buffer.alloc(8, byte))).toMatch(/^[4-7][0-9a-f]{15}$/);
  });

  test('are signed by the authority that comes with them', async () => {
    const { authorityPem, publicKeyPem, privateKey } = await makeCertificates(new Date('2026-01-01T00:00:00Z'));
    const authority = new X509Certificate(authorityPem);
    expect(authority.ca).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect(publicKeyPem).toContain('BEGIN PUBLIC KEY');
    expect(privateKey.asymmetricKeyType).toBe('rsa');
  });
});
