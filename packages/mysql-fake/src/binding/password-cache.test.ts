import { Fleet, type Account, type ServerState } from '@topiary/fleet';
import { describe, expect, test } from 'vitest';
import { PasswordCache } from './password-cache.ts';

const ACCOUNT: Account = { user: 'u', host: '%', password: 'p', plugin: 'caching_sha2_password', grants: [] };

describe('the passwords that a server has seen', () => {
  const fleet = new Fleet();
  const ids = [1, 2].map((serverId) =>
    fleet.add({
      address: { host: '127.0.0.1', port: 3_300 + serverId },
      version: '8.4.6',
      serverId,
      accounts: [ACCOUNT],
    }),
  );
  const [one, other] = ids.map((id) => fleet.server(id)) as [ServerState, ServerState];
  const seen = (): PasswordCache => {
    const cache = new PasswordCache();
    cache.add(one, ACCOUNT);
    return cache;
  };

  test('are known on that server, for that account and that password', () => {
    const cache = seen();
    expect(cache.has(one, ACCOUNT)).toBe(true);
    expect(cache.has(other, ACCOUNT)).toBe(false);
    expect(cache.has(one, { ...ACCOUNT, password: 'changed' })).toBe(false);
    expect(cache.has(one, { ...ACCOUNT, host: '127.0.0.1' })).toBe(false);
  });

  test.each(['FLUSH PRIVILEGES', 'flush local privileges', 'SELECT 1; FLUSH  NO_WRITE_TO_BINLOG PRIVILEGES'])(
    'are forgotten by %s',
    (sql) => {
      const cache = seen();
      cache.onStatements(one, sql);
      expect(cache.has(one, ACCOUNT)).toBe(false);
    },
  );

  test.each(['FLUSH LOGS', 'SELECT privileges', 'GRANT ALL PRIVILEGES ON *.* TO u'])('survive %s', (sql) => {
    const cache = seen();
    cache.onStatements(one, sql);
    expect(cache.has(one, ACCOUNT)).toBe(true);
  });

  test('are forgotten by a restart', () => {
    const cache = seen();
    fleet.advance(fleet.nowMs + 1_000);
    fleet.crash(one.id, { losesUnsynced: false });
    fleet.restart(one.id);
    expect(cache.has(fleet.server(one.id), ACCOUNT)).toBe(false);
  });
});
