/** What changed inside 8.0, version by version. Source: spec/dialects §2, §5, §9, §10, §11, §14. */
import { describe, expect, test } from 'vitest';
import { asked, dialectFor, observed, serverWith, shown, type Shown } from '../../../test/support/dialects.ts';
import { resultFrom } from '../../../test/support/results.ts';
import { PLAIN_SETTINGS, pointStep, stopStep } from '../../../test/support/steps.ts';
import type { ProbeRole } from '../dialect.ts';
import { productOf } from '../product.ts';

const VARIABLES: Shown = { server_uuid: 'uuid-1', log_bin: 'ON', server_id: 1, group_replication_group_name: 'g-1' };
const SETTINGS = { ...PLAIN_SETTINGS, publicKeyPath: '/k.pem', compression: 'zstd' };

const question = (version: string, role: ProbeRole): string =>
  asked(serverWith(version, VARIABLES)).get(role) ?? 'not asked';
const change = (version: string): string => {
  const context = { product: productOf(version, ''), results: {} };
  return dialectFor(version).render(pointStep({ settings: SETTINGS }), context)[1] ?? '';
};

describe('what is asked', () => {
  test.each([
    ['8.0.21', 'replica-status', 'SHOW SLAVE STATUS'],
    ['8.0.22', 'replica-status', 'SHOW REPLICA STATUS'],
    ['8.0.21', 'connected-replicas', 'SHOW SLAVE HOSTS'],
    ['8.0.22', 'connected-replicas', 'SHOW REPLICAS'],
    ['8.1.0', 'binlog-position', 'SHOW MASTER STATUS'],
    ['8.2.0', 'binlog-position', 'SHOW BINARY LOG STATUS'],
    ['8.3.0', 'binlog-position', 'SHOW BINARY LOG STATUS'],
  ] as const)('%s: %s with %s', (version, role, sql) => {
    expect(question(version, role)).toBe(sql);
  });

  test.each([
    ['8.0.21', 'dump-threads', 'information_schema.PROCESSLIST'],
    ['8.0.22', 'dump-threads', 'performance_schema.processlist'],
    ['8.0.2', 'group-members', 'MEMBER_ROLE'],
    ['8.0.18', 'channel-settings', 'COMPRESSION_ALGORITHM'],
  ] as const)('%s: %s with %s', (version, role, part) => {
    expect(question(version, role)).toContain(part);
  });

  test.each([
    ['8.0.1', 'group-members', 'MEMBER_ROLE'],
    ['8.0.17', 'channel-settings', 'COMPRESSION_ALGORITHM'],
  ] as const)('%s: %s without %s', (version, role, part) => {
    expect(question(version, role)).not.toContain(part);
  });

  test.each([
    ['8.0.25', 'log_slave_updates', 'slave_net_timeout'],
    ['8.0.26', 'log_replica_updates', 'replica_net_timeout'],
    ['8.3.0', 'log_replica_updates', 'replica_net_timeout'],
  ])('%s: the variables %s and %s', (version, logUpdates, netTimeout) => {
    const server = serverWith(version, { ...VARIABLES, [logUpdates]: 'ON', [netTimeout]: 45 });
    expect(observed(server).settings).toMatchObject({ logReplicaUpdates: true, replicaNetTimeoutSeconds: 45 });
  });
});

describe('a channel of 8.0.22 to 8.0.25', () => {
  test('is read from the new columns, while its options keep the old names up to 8.0.22', () => {
    const server = serverWith('8.0.22', VARIABLES);
    const row = {
      Replica_IO_Running: 'Yes',
      Replica_SQL_Running: 'No',
      Source_Host: 'm',
      Source_Port: 3306,
      Seconds_Behind_Source: null,
      Source_UUID: 'uuid-0',
      Source_public_key_path: '/k.pem',
      Get_Source_public_key: 1,
      Auto_Position: 1,
      Channel_Name: '',
    };
    expect(observed(server, { 'replica-status': resultFrom([row]) }).channels).toMatchObject([
      {
        source: { host: 'm', port: 3306 },
        sourceUuid: 'uuid-0',
        receiver: 'running',
        applier: 'stopped',
        settings: { publicKeyPath: '/k.pem', getPublicKey: true },
      },
    ]);
  });

  test('before is read from the old ones, with the public key that 8.0.4 brought', () => {
    const row = {
      Slave_IO_Running: 'Connecting',
      Slave_SQL_Running: 'Yes',
      Master_Host: 'm',
      Master_Port: 3306,
      Master_public_key_path: '/k.pem',
      Get_master_public_key: 0,
      Channel_Name: '',
    };
    const seen = observed(serverWith('8.0.21', VARIABLES), { 'replica-status': resultFrom([row]) });
    expect(seen.channels).toMatchObject([
      { receiver: 'connecting', applier: 'running', settings: { publicKeyPath: '/k.pem', getPublicKey: false } },
    ]);
  });
});

describe('a change of source', () => {
  test.each([
    ['8.0.0', 'CHANGE MASTER TO', []],
    ['8.0.4', 'CHANGE MASTER TO', ['MASTER_PUBLIC_KEY_PATH', 'GET_MASTER_PUBLIC_KEY']],
    [
      '8.0.18',
      'CHANGE MASTER TO',
      ['MASTER_PUBLIC_KEY_PATH', 'GET_MASTER_PUBLIC_KEY', 'MASTER_COMPRESSION_ALGORITHMS'],
    ],
    [
      '8.0.22',
      'CHANGE MASTER TO',
      ['MASTER_PUBLIC_KEY_PATH', 'GET_MASTER_PUBLIC_KEY', 'MASTER_COMPRESSION_ALGORITHMS'],
    ],
    [
      '8.0.23',
      'CHANGE REPLICATION SOURCE TO',
      ['SOURCE_PUBLIC_KEY_PATH', 'GET_SOURCE_PUBLIC_KEY', 'SOURCE_COMPRESSION_ALGORITHMS'],
    ],
  ])('of %s is %s with the options %j besides the first ones', (version, statement, options) => {
    const sql = change(version);
    expect(sql.startsWith(`${statement} `)).toBe(true);
    const named = [...sql.matchAll(/([A-Z_]+) = /g)].map(([, name]) => name);
    const prefix = version === '8.0.23' ? 'SOURCE' : 'MASTER';
    const first = ['HOST', 'PORT', 'HEARTBEAT_PERIOD', 'CONNECT_RETRY', 'RETRY_COUNT', 'SSL', 'SSL_VERIFY_SERVER_CERT'];
    expect(named).toEqual([...first.map((name) => `${prefix}_${name}`), ...options]);
  });

  test.each([
    ['8.0.21', 'SLAVE'],
    ['8.0.22', 'REPLICA'],
  ])('of %s stops and starts a %s', (version, word) => {
    const context = { product: productOf(version, ''), results: {} };
    const [stop, , start] = dialectFor(version).render(pointStep(), context);
    expect([stop, start]).toEqual([`STOP ${word} IO_THREAD FOR CHANNEL ''`, `START ${word} IO_THREAD FOR CHANNEL ''`]);
  });

  test('needs the privilege of its own that 8.0 has for it', () => {
    expect(dialectFor('8.0.11').grantForStep(stopStep(), { account: 'topiary@%', held: null })).toBe(
      "GRANT REPLICATION_SLAVE_ADMIN ON *.* TO 'topiary'@'%'",
    );
  });
});

describe('semi-sync', () => {
  test.each([
    ['8.0.25', 'master', 'slave'],
    ['8.0.36', 'master', 'slave'],
    ['8.0.36', 'source', 'replica'],
  ])('of %s is read as %s and %s where the server lists it so', (version, source, replica) => {
    const server = serverWith(version, {
      ...VARIABLES,
      [`rpl_semi_sync_${source}_enabled`]: 1,
      [`rpl_semi_sync_${source}_timeout`]: 500,
      [`rpl_semi_sync_${source}_wait_for_${replica}_count`]: 3,
      [`rpl_semi_sync_${replica}_enabled`]: 1,
    });
    const status = shown({
      Uptime: 1,
      [`Rpl_semi_sync_${source}_clients`]: 2,
      [`Rpl_semi_sync_${replica}_status`]: 'ON',
    });
    expect(observed(server, { status }).semiSync).toMatchObject({
      sourceEnabled: true,
      sourceClients: 2,
      sourceTimeoutMs: 500,
      sourceWaitForReplicas: 3,
      replicaEnabled: true,
      replicaActive: true,
    });
  });
});

test('GTIDs with tags (8.3) are kept as they are', () => {
  const gtids = { gtid_mode: 'ON', gtid_executed: 'u:1-5:backup:1-2,\nv:1', gtid_purged: '' };
  expect(observed(serverWith('8.3.0', { ...VARIABLES, ...gtids })).gtid).toMatchObject({
    executed: 'u:1-5:backup:1-2,v:1',
  });
});
