import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { tlsContext, type TlsMode } from './tls.ts';

const CA = rootCertificates[0] ?? '';

describe('TLS', () => {
  test.each<[TlsMode, boolean, string]>([
    ['disabled', true, 'plain'],
    ['disabled', false, 'plain'],
    ['preferred', true, 'tls'],
    ['preferred', false, 'plain'],
    ['required', true, 'tls'],
    ['required', false, 'refused'],
    ['verify-ca', true, 'tls'],
    ['verify-ca', false, 'refused'],
  ])('in mode %s towards a server that offers it: %s, is %s', (mode, offered, kind) => {
    expect(tlsContext({ mode })(offered).kind).toBe(kind);
  });

  test('checks certificates in mode verify-ca and not when told to skip that', () => {
    expect(tlsContext({ mode: 'verify-ca', ca: CA })(true)).toMatchObject({
      ssl: { rejectUnauthorized: true, ca: CA },
    });
    expect(tlsContext({ mode: 'verify-ca', skipVerify: true })(true)).toMatchObject({
      ssl: { rejectUnauthorized: false },
    });
  });

  test('uses one settings object for all connections, so that certificates are read once', () => {
    const decide = tlsContext({ mode: 'required' });
    const [first, second] = [decide(true), decide(true)];
    expect(first.kind === 'tls' && second.kind === 'tls' && first.ssl === second.ssl).toBe(true);
  });

  test.each([
    ['a key', { key: 'not a key' }],
    ['a certificate', { cert: 'not a certificate' }],
  ])('with %s that cannot be read is refused before any connect', (_what, material) => {
    expect(() => tlsContext({ mode: 'required', ...material })).toThrow(/cannot be used.*PEM/);
  });
});
