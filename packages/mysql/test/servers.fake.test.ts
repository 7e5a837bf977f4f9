/** The contract on wire-level fakes: of what can be fetched too, so that the fakes are held to the same tests as the servers. */
import { describe } from 'vitest';
import { describeServersContract } from './contract/servers-contract.ts';
import { makeFakeContractFleet, type FakeContractOptions } from './support/fake-fleet.ts';

const MYSQL_SETTINGS = {
  gtid_mode: 'ON',
  enforce_gtid_consistency: 'ON',
  log_bin: 'ON',
  // The old spellings are known to all of them.
  log_slave_updates: 'ON',
  slave_net_timeout: 4,
  relay_log_recovery: 'ON',
  max_connections: 200,
} as const;
const MARIADB_SETTINGS = {
  gtid_strict_mode: 'ON',
  log_bin: 'ON',
  log_slave_updates: 'ON',
  relay_log_recovery: 'ON',
  slave_net_timeout: 4,
  max_connections: 200,
  have_ssl: 'DISABLED',
} as const;
const NEW_PLUGINS = ['rpl_semi_sync_source', 'rpl_semi_sync_replica'];
const OLD_PLUGINS = ['rpl_semi_sync_master', 'rpl_semi_sync_slave'];

const mysql = (
  version: string,
  plugins: readonly string[],
  rest: Pick<FakeContractOptions, 'authentication' | 'olderWords'>,
): FakeContractOptions => ({
  ...rest,
  version,
  plugins,
  settings: MYSQL_SETTINGS,
});
const mariadb = (version: string): FakeContractOptions => ({
  version,
  authentication: 'mysql_native_password',
  settings: MARIADB_SETTINGS,
});

const EVERY_VERSION: readonly FakeContractOptions[] = [
  mysql('9.7.4', NEW_PLUGINS, { authentication: 'caching_sha2_password' }),
  mysql('8.4.6', NEW_PLUGINS, { authentication: 'caching_sha2_password' }),
  mysql('8.0.36', NEW_PLUGINS, { authentication: 'caching_sha2_password', olderWords: 'mysql-8.0' }),
  mysql('8.0.20', OLD_PLUGINS, { authentication: 'caching_sha2_password', olderWords: 'mysql-5.7' }),
  mysql('5.7.44-log', OLD_PLUGINS, { authentication: 'mysql_native_password', olderWords: 'mysql-5.7' }),
  mariadb('10.4.34-MariaDB-log'),
  mariadb('10.11.18-MariaDB-log'),
  mariadb('11.8.6-MariaDB-log'),
];
/** One of each generation; what is older or newer by a little has words of its own in few places. */
const OF_GENERATIONS = ['9.7.4', '8.0.20', '5.7.44-log', '10.4.34-MariaDB-log', '11.8.6-MariaDB-log'];
const SERVERS =
  process.env['SOAK_CONTRACT'] === undefined
    ? EVERY_VERSION.filter(({ version }) => OF_GENERATIONS.includes(version))
    : EVERY_VERSION;

/**
 * Versions run beside each other, because most of the suite waits for deadlines; the tests of one version run in order,
 * as they do on real servers.
 */
for (const options of SERVERS) {
  describe.concurrent(`fakes of ${options.version}`, () => {
    describe('as its clients see it', { concurrent: false }, () => {
      describeServersContract({
        name: `fakes of ${options.version}`,
        make: () => makeFakeContractFleet(options),
      });
    });
  });
}
