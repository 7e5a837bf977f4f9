import type { ConnectionOptions } from 'mysql2';
import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { ask, connect } from '../../test/support/fakes.ts';
import { column } from '../../test/support/scripted-answerer.ts';
import { scriptedWorld } from '../../test/support/scripted-world.ts';

const PASSWORD = 'correct horse battery staple, and as long as two SHA-256 digests together, so that a mask repeats';
const USER = { user: 'someone', password: PASSWORD };
const ANY_CERTIFICATE: ConnectionOptions = { ssl: { rejectUnauthorized: false } };

describe('logging in', () => {
  const { address, answerer, certificates } = scriptedWorld();
  const loginAs = (options: ConnectionOptions) => connect(address(), options);

  test.each([
    ['mysql_native_password', 'mysql_native_password', 'proposed', {}],
    ['mysql_native_password', 'caching_sha2_password', 'after a switch', {}],
    ['mysql_native_password', 'caching_sha2_password', 'after a switch under TLS', ANY_CERTIFICATE],
    ['caching_sha2_password', 'caching_sha2_password', 'proposed', {}],
    ['caching_sha2_password', 'caching_sha2_password', 'under TLS', ANY_CERTIFICATE],
    ['caching_sha2_password', 'mysql_native_password', 'after a switch', {}],
    ['caching_sha2_password', 'mysql_native_password', 'after a switch under TLS', ANY_CERTIFICATE],
  ] as const)('with %s where %s is proposed, %s', async (plugin, proposed, _how, options) => {
    answerer().greeting = {
      kind: 'server',
      version: '9.7.4',
      mariadb: false,
      connectionId: 8,
      tls: true,
      plugin: proposed,
    };
    answerer().accounts.set('someone', { plugin, password: PASSWORD });
    expect((await loginAs({ ...USER, ...options })).kind).toBe('connected');
    expect((await loginAs({ ...USER, ...options })).kind).toBe('connected');
    expect(answerer().remembered.has('someone')).toBe(plugin === 'caching_sha2_password');
    for (const wrong of ['correct horse', '', PASSWORD.slice(1)]) {
      const refused = await loginAs({ ...USER, ...options, password: wrong });
      const said = `Access denied for user 'someone'@'127.0.0.1' (using password: ${wrong === '' ? 'NO' : 'YES'})`;
      expect(refused).toMatchObject({ kind: 'failed', error: { errno: 1045, sqlState: '28000', sqlMessage: said } });
    }
  });

  test.each(['mysql_native_password', 'caching_sha2_password'] as const)(
    'with an empty password and %s',
    async (plugin) => {
      answerer().accounts.set('someone', { plugin, password: '' });
      expect((await loginAs({ user: 'someone' })).kind).toBe('connected');
      expect(await loginAs(USER)).toMatchObject({ kind: 'failed', error: { errno: 1045 } });
    },
  );

  test.each([{}, ANY_CERTIFICATE])('as nobody that is known is denied like a wrong password (%j)', async (options) => {
    expect(await loginAs({ ...USER, ...options })).toMatchObject({ kind: 'failed', error: { errno: 1045 } });
    expect(await loginAs({ user: 'someone', ...options })).toMatchObject({
      kind: 'failed',
      error: { errno: 1045, sqlMessage: "Access denied for user 'someone'@'127.0.0.1' (using password: NO)" },
    });
    expect(answerer().remembered.size).toBe(0);
  });

  test('gives the whole password once, and short proofs after that, until the server forgets', async () => {
    answerer().accounts.set('someone', { plugin: 'caching_sha2_password', password: PASSWORD });
    for (const expected of [1, 1, 1]) {
      await loginAs(USER);
      expect(answerer().longProofs).toBe(expected);
    }
    answerer().remembered.clear();
    await loginAs(USER);
    expect(answerer().longProofs).toBe(2);
  });

  test('is refused with what the answerer says', async () => {
    answerer().accounts.set('someone', { plugin: 'mysql_native_password', password: PASSWORD });
    answerer().refusal = { kind: 'refused', error: { number: 1040, sqlState: '08004', text: 'Too many connections' } };
    expect(await loginAs(USER)).toMatchObject({
      kind: 'failed',
      error: { errno: 1040, sqlState: '08004', sqlMessage: 'Too many connections' },
    });
  });

  test('does not begin where an error comes instead of the greeting', async () => {
    const error = { number: 1040, sqlState: '08004', text: 'Too many connections' };
    answerer().greeting = { kind: 'error', error };
    expect(await loginAs(USER)).toMatchObject({
      kind: 'failed',
      error: { errno: 1040, sqlMessage: 'Too many connections' },
    });
  });

  test('under TLS checks the certificate against the authority that was made for it', async () => {
    answerer().accounts.set('someone', { plugin: 'caching_sha2_password', password: PASSWORD });
    const trusting = (ca: string): ConnectionOptions => ({
      ...USER,
      ssl: { ca, rejectUnauthorized: true, verifyIdentity: false },
    });
    expect((await loginAs(trusting(certificates().authorityPem))).kind).toBe('connected');
    expect(await loginAs(trusting(rootCertificates[0] ?? ''))).toMatchObject({
      kind: 'failed',
      error: { code: 'HANDSHAKE_SSL_ERROR' },
    });
  });

  test('does not get TLS where it is not offered', async () => {
    const plugin = 'mysql_native_password';
    answerer().greeting = { kind: 'server', version: '5.7.44', mariadb: false, connectionId: 8, tls: false, plugin };
    answerer().accounts.set('someone', { plugin, password: PASSWORD });
    expect(await loginAs({ ...USER, ...ANY_CERTIFICATE })).toMatchObject({
      kind: 'failed',
      error: { code: 'HANDSHAKE_NO_SSL_SUPPORT' },
    });
  });

  test('tells the answerer who came from where and for which database', async () => {
    answerer().accounts.set('someone', { plugin: 'caching_sha2_password', password: PASSWORD });
    await loginAs({ ...USER, database: 'shop' });
    const [session] = answerer().sessions;
    expect(session?.request).toMatchObject({ user: 'someone', clientHost: '127.0.0.1', database: 'shop' });
    expect(session?.address).toEqual(address());
  });

  test.each([
    ['10.11.18-MariaDB', true, '5.5.5-10.11.18-MariaDB'],
    ['11.8.6-MariaDB', true, '11.8.6-MariaDB'],
    ['8.0.36', false, '8.0.36'],
  ])('to %s is greeted with the version as its servers say it', async (version, mariadb, greeted) => {
    const plugin = 'mysql_native_password';
    answerer().greeting = { kind: 'server', version, mariadb, connectionId: 4_711, tls: false, plugin };
    answerer().accounts.set('someone', { plugin, password: PASSWORD });
    answerer().answers.set('SELECT 1', [{ kind: 'rows', columns: [column('1', 'LONGLONG')], rows: [[1]] }]);
    const connected = await loginAs(USER);
    if (connected.kind === 'failed') throw connected.error;
    expect(await ask(connected.connection, 'SELECT 1')).toEqual([[1]]);
    expect(connected.connection.threadId).toBe(4_711);
    expect(Reflect.get(Reflect.get(connected.connection, '_handshakePacket') as object, 'serverVersion')).toBe(greeted);
  });
});
