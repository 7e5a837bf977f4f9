import { DEFAULT_PROMOTION } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import { describe, expect, test } from 'vitest';
import { loaded, loadText } from '../testing/load-text.ts';
import { isLoopback, parseListenAddress, urlOf } from './listen-address.ts';
import { deriveSettings } from './settings.ts';
import type { Derived, Settings } from './settings.ts';

function derive(value: unknown): Derived {
  const { configuration, stated } = loaded(loadText(JSON.stringify(value)));
  return deriveSettings({ configuration, stated, places: { dataDirectory: '/data' } });
}

function settings(value: unknown): Settings {
  const derived = derive(value);
  if (!derived.ok) throw new Error(derived.problems.join('\n'));
  return derived.settings;
}

const BASIC = { AuthenticationMethod: 'basic', HTTPAuthUser: 'u', HTTPAuthPassword: 'p' };

describe('where it listens', () => {
  test.each([
    [':3000', { host: null, port: 3000 }],
    ['127.0.0.1:80', { host: '127.0.0.1', port: 80 }],
    ['[::]:3000', { host: '::', port: 3000 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['db-1.example:3000', { host: 'db-1.example', port: 3000 }],
    ['3000', null],
    ['::1:3000', null],
    ['host:http', null],
    [':65536', null],
  ])('%s', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  test('unstated and without a password, only this machine reaches it', () => {
    expect(settings({}).http.listen).toEqual({ host: '127.0.0.1', port: 3000 });
    expect(settings({}).http.openWithoutAuthentication).toBe(false);
  });

  test('unstated and with a password, it listens where orchestrator would', () => {
    expect(settings(BASIC).http.listen).toEqual({ host: null, port: 3000 });
  });

  test('a stated address without a password is obeyed, and marked as open', () => {
    const { http } = settings({ ListenAddress: ':3000' });
    expect(http.listen.host).toBeNull();
    expect(http.openWithoutAuthentication).toBe(true);
    expect(settings({ ListenAddress: ':3000', ...BASIC }).http.openWithoutAuthentication).toBe(false);
    expect(settings({ ListenAddress: ':3000', ReadOnly: true }).http.openWithoutAuthentication).toBe(false);
    expect(settings({ ListenAddress: '127.8.9.1:1' }).http.openWithoutAuthentication).toBe(false);
  });

  test('loopback is recognised in its forms', () => {
    expect(['localhost', '127.0.0.1', '127.9.9.9', '::1'].every(isLoopback)).toBe(true);
    expect([null, '0.0.0.0', '::', '10.0.0.1', '127.example.org'].some(isLoopback)).toBe(false);
  });

  test('the address for people is one that works on this machine', () => {
    expect(urlOf({ host: null, port: 1 }, '/orc')).toBe('http://127.0.0.1:1/orc');
    expect(urlOf({ host: '::1', port: 1 }, '')).toBe('http://[::1]:1');
  });
});

describe('the rest', () => {
  test.each([
    ['', ''],
    ['/', ''],
    ['orc/', '/orc'],
    ['//a/b/', '/a/b'],
  ])('URLPrefix %j becomes %j', (stated, prefix) => {
    expect(settings({ URLPrefix: stated }).http.urlPrefix).toBe(prefix);
  });

  test.each([
    ['/api/status', null],
    ['', null],
    ['/', null],
    ['/my_status', '/my_status'],
    ['my/status/', '/my/status'],
  ])('StatusEndpoint %j is the path %j', (stated, path) => {
    expect(settings({ StatusEndpoint: stated, URLPrefix: 'orc' }).http.statusPath).toBe(path);
  });

  test('seeds get the default port, and twins are one', () => {
    expect(
      settings({ DiscoverySeeds: ['A', 'a:3307', 'b:1', '[::1]'], DefaultInstancePort: 3307 }).discovery.seeds,
    ).toEqual([
      { host: 'a', port: 3307 },
      { host: 'b', port: 1 },
      { host: '::1', port: 3307 },
    ]);
  });

  test('a seed that is no address is a problem', () => {
    expect(derive({ DiscoverySeeds: ['a:b'] })).toEqual({
      ok: false,
      problems: ['DiscoverySeeds: "a:b" is not an address of the form host or host:port (port-not-a-number).'],
    });
  });

  test('filters are expressions, but an address means itself', () => {
    const { filters } = settings({
      DiscoveryIgnoreHostnameFilters: ['db-[0-9]+', '10.0.0.1', '10.0.0.2:3307'],
    }).discovery;
    const ignores = (address: string) => filters.ignores(address as InstanceId) !== null;
    expect(['a.db-7.x:3306', '10.0.0.1:3306', '10.0.0.1:1', '10.0.0.2:3307'].every(ignores)).toBe(true);
    expect(filters.ignores('a.db-7.x:3306' as InstanceId)).toBe('db-[0-9]+');
    expect(['db-x:3306', '10.0.0.11:3306', '110.0.0.1:3306', '10.0.0.2:3306', '10a0b0c1:1'].some(ignores)).toBe(false);
  });

  test('the finer poll interval wins over the coarse one', () => {
    expect(settings({ InstancePollSeconds: 3 }).discovery.pollIntervalMs).toBe(3000);
    expect(settings({ InstancePollSeconds: 3, TopiaryPollIntervalMilliseconds: 250 }).discovery.pollIntervalMs).toBe(
      250,
    );
  });

  test('every third probe asks everything, unless the configuration says otherwise', () => {
    expect(settings({}).discovery.fullProbeEvery).toBe(3);
    expect(settings({ TopiaryFullProbeEvery: 1 }).discovery.fullProbeEvery).toBe(1);
  });

  test('policy and lags come from their keys', () => {
    const keys = {
      ReasonableReplicationLagSeconds: 4,
      ReasonableMaintenanceReplicationLagSeconds: 5,
      LowerReplicaVersionAllowed: true,
      VerifyReplicationFilters: true,
      UseSuperReadOnly: true,
      TopiaryReplicationHeartbeatSeconds: 1.5,
    };
    expect(settings(keys).policy).toMatchObject({
      reasonableLagSeconds: 4,
      maintenanceLagSeconds: 5,
      lowerReplicaVersionAllowed: true,
      verifyReplicationFilters: true,
      readOnlyForAll: true,
      assumedHeartbeatSeconds: 1.5,
    });
  });

  test('who may be promoted, and what is done then, comes from its keys', () => {
    expect(settings({}).policy.promotion).toEqual(DEFAULT_PROMOTION);
    const keys = {
      PreventCrossDataCenterMasterFailover: true,
      PreventCrossRegionMasterFailover: true,
      FailMasterPromotionOnLagMinutes: 3,
      FailMasterPromotionIfSQLThreadNotUpToDate: true,
      ApplyMySQLPromotionAfterMasterFailover: false,
      DetachLostSlavesAfterMasterFailover: false,
      CoMasterRecoveryMustPromoteOtherCoMaster: false,
      MasterFailoverDetachSlaveMasterHost: true,
      PostponeSlaveRecoveryOnLagMinutes: 2,
      TopiaryPromoteFilteredReplicas: true,
    };
    expect(settings(keys).policy.promotion).toEqual({
      staysInDataCenter: true,
      staysInRegion: true,
      maxLagSeconds: 180,
      mustHaveApplied: true,
      opensSuccessor: false,
      otherCoMaster: false,
      detachesSuccessor: true,
      postponesFromSeconds: 120,
      mayBeFiltered: true,
      detachesLost: false,
    });
  });

  test('what is repaired in place, and for how long what is lost has downtime, comes from its keys', () => {
    const none = settings({});
    expect(none.recovery).toMatchObject({ repairsSemiSync: false, makesWritable: false, lostDowntimeMs: 0 });
    expect(none.analysis).toMatchObject({ exactSemiSyncReplicas: false, recoverReadOnlyMaster: false });
    expect(none.analysis.lockedSemiSyncSeconds).toBe(none.policy.reasonableLagSeconds);
    const all = settings({
      EnforceExactSemiSyncReplicas: true,
      ReasonableLockedSemiSyncMasterSeconds: 3,
      RecoverNonWriteableMaster: true,
      MasterFailoverLostInstancesDowntimeMinutes: 5,
    });
    expect(all.recovery).toMatchObject({ repairsSemiSync: true, makesWritable: true, lostDowntimeMs: 300_000 });
    expect(all.analysis).toMatchObject({
      exactSemiSyncReplicas: true,
      lockedSemiSyncSeconds: 3,
      recoverReadOnlyMaster: true,
    });
    expect(settings({ RecoverLockedSemiSyncMaster: true }).recovery.repairsSemiSync).toBe(true);
  });

  test('the store lies in the data directory unless its file is named', () => {
    expect(settings({}).store.file).toBe('/data/topiary.sqlite');
    expect(settings({ SQLite3DataFile: '/x/y.db' }).store.file).toBe('/x/y.db');
  });

  test('TLS to servers is never tried after plain', () => {
    expect(settings({}).servers.tls.mode).toBe('preferred');
    expect(settings({ MySQLTopologyUseMixedTLS: false }).servers.tls.mode).toBe('preferred');
    expect(settings({ MySQLTopologyUseMutualTLS: true }).servers.tls.mode).toBe('required');
    const verified = { MySQLTopologyUseMutualTLS: true, MySQLTopologySSLCAFile: '/ca' };
    expect(settings(verified).servers.tls).toMatchObject({ mode: 'verify-ca', caFile: '/ca' });
    expect(settings({ ...verified, MySQLTopologySSLSkipVerify: true }).servers.tls.mode).toBe('required');
  });

  test('several raft nodes make it observe only; one alone may act', () => {
    const several = settings({ RaftEnabled: true, RaftNodes: ['a', 'b', 'c'] });
    expect(several.discovery.observeOnly).toContain('3 nodes');
    expect(several.http.raftNodes).toEqual(['a', 'b', 'c']);
    expect(settings({ RaftEnabled: true, RaftNodes: ['a'] }).discovery.observeOnly).toBeNull();
    expect(settings({ RaftEnabled: false, RaftNodes: ['a', 'b'] }).discovery.observeOnly).toBeNull();
  });

  test('a shared database is what the stated keys speak of, and has a file of its own beside it', () => {
    const place = { MySQLOrchestratorHost: 'db', MySQLOrchestratorDatabase: 'topiary', MySQLOrchestratorUser: 'store' };
    const asked = settings({ ...place, SQLite3DataFile: '/var/lib/other.sqlite', MySQLOrchestratorUseMutualTLS: true });
    expect(asked.store).toMatchObject({
      file: expect.stringMatching(/\/topiary-acting\.sqlite$/) as string,
      backend: {
        host: 'db',
        port: 3306,
        database: 'topiary',
        user: 'store',
        readTimeoutMs: 30_000,
        tls: { caFile: null },
      },
    });
    expect(settings({ ...place, BackendDB: 'mysql' }).store.backend).toMatchObject({ tls: null });
    expect(settings({ ...place, BackendDB: 'sqlite3' }).store.backend).toBeNull();
    expect(settings({}).store.backend).toBeNull();
  });

  test('a file like those in production loads once its backend is SQLite', () => {
    const production = {
      ReplicationLagQuery: 'select absolute_lag from meta.heartbeat_view',
      DetectClusterAliasQuery:
        "select ifnull(max(cluster_name), '') as cluster_alias from orch_meta.cluster where anchor=1",
      MySQLOrchestratorDatabase: 'orchestrator',
      BackendDB: 'sqlite',
      MySQLTopologyUser: 'orc',
      MySQLTopologyPassword: 'secret',
      ListenAddress: ':3000',
      AuthenticationMethod: 'basic',
      HTTPAuthUser: 'admin',
      HTTPAuthPassword: 'secret',
      AuthUserHeader: '',
      PowerAuthUsers: ['admin'],
      HostnameResolveMethod: 'default',
      MySQLHostnameResolveMethod: 'none',
      DiscoverByShowSlaveHosts: false,
      RaftEnabled: true,
      RaftDataDir: '/var/lib/orchestrator',
      RaftNodes: ['10.135.1.15', '10.135.2.150', '10.135.1.71'],
    };
    const { http, discovery } = settings(production);
    expect(http.authentication).toEqual({ kind: 'basic', user: 'admin', password: 'secret' });
    expect(discovery.observeOnly).not.toBeNull();
  });
});

describe('classification', () => {
  test('its queries are those that are stated, in a fixed order', () => {
    const { classification } = settings({
      DetectRegionQuery: " select 'eu' ",
      DetectClusterAliasQuery: 'select 1',
    }).discovery;
    expect(classification).toEqual({
      queries: [
        { fact: 'cluster-alias', sql: 'select 1' },
        { fact: 'region', sql: "select 'eu'" },
      ],
      intervalMs: 60_000,
    });
  });

  test('the old name of the lag query means the same', () => {
    expect(settings({ SlaveLagQuery: 'select lag' }).servers.lagQuery).toBe('select lag');
    expect(settings({ SlaveLagQuery: 'select 1', ReplicationLagQuery: 'select 1' }).servers.lagQuery).toBe('select 1');
    expect(settings({}).servers.lagQuery).toBe('');
  });

  test('whether there are Pseudo-GTID markers is asked where they are the users’ own', () => {
    const query = { DetectPseudoGTIDQuery: 'select 1' };
    const asked = (keys: object) =>
      settings({ ...query, ...keys }).discovery.classification.queries.map(({ fact }) => fact);
    expect(asked({ PseudoGTIDPattern: 'my-marker' })).toEqual(['pseudo-gtid']);
    expect([asked({}), asked({ AutoPseudoGTID: true })]).toEqual([[], []]);
    const known = (keys: object) => settings(keys).policy.pseudoGtid?.writtenByTopiary;
    expect([known({}), known({ PseudoGTIDPattern: 'my-marker' }), known({ AutoPseudoGTID: true })]).toEqual([
      undefined,
      false,
      true,
    ]);
    const { pseudoGtid } = settings({
      SkipBinlogEventsContaining: ['heartbeat'],
      BinlogEventsChunkSize: 500,
    }).discovery;
    expect(pseudoGtid).toMatchObject({ skipsContaining: ['heartbeat'], chunkEvents: 500 });
  });

  test('patterns are read as orchestrator writes them', () => {
    const { classification } = settings({
      DataCenterPattern: '(?i)^(?P<dc>[A-Z]+)-',
      ClusterNameToAlias: { '^db-1[.]': 'orders' },
      PromotionIgnoreHostnameFilters: ['backup', '10.0.0.7'],
    }).policy;
    expect(classification.dataCenter?.exec('Ams-db')?.[1]).toBe('Ams');
    expect(classification.region).toBeNull();
    expect(classification.clusterAliases.map(({ alias, pattern }) => [alias, pattern.test('db-1.x:3306')])).toEqual([
      ['orders', true],
    ]);
    const isNever = (id: string) => classification.neverPromoted.some((pattern) => pattern.test(id));
    expect(['backup-1:3306', '10.0.0.7:3306', '110.0.0.7:3306'].map(isNever)).toEqual([true, true, false]);
  });
});

describe('names', () => {
  const names = (keys: Parameters<typeof settings>[0]) => settings(keys).discovery.names;

  test.each([
    ['none', null],
    ['default', null],
    ['CNAME', 'cname'],
    ['ip', 'ip'],
  ])('HostnameResolveMethod "%s" looks up: %s', (HostnameResolveMethod, lookUp) => {
    expect(names({ HostnameResolveMethod }).lookUp).toBe(lookUp);
  });

  test.each([
    ['', 'none'],
    ['none', 'none'],
    ['default', '@@hostname'],
    ['@@hostname', '@@hostname'],
    ['report_host', '@@report_host'],
    ['@@REPORT_HOST', '@@report_host'],
  ])('MySQLHostnameResolveMethod "%s" asks the server for: %s', (MySQLHostnameResolveMethod, method) => {
    expect(names({ MySQLHostnameResolveMethod }).told.method).toBe(method);
  });

  test('expire after at least a minute, and a pattern rejects some', () => {
    const keys = { ExpiryHostnameResolvesMinutes: 0, RejectHostnameResolvePattern: '^local' };
    expect(names(keys).expiryMs).toBe(60_000);
    expect(['localhost', 'db-1'].map(names(keys).told.isRejected)).toEqual([true, false]);
    expect(names({}).told.isRejected('localhost')).toBe(false);
  });

  test('of replication users and of servers with ignored problems are expressions', () => {
    const { discovery, registry, policy } = settings({
      DiscoveryIgnoreReplicationUsernameFilters: ['^cdc'],
      EnableDiscoveryFiltersLogs: false,
      ProblemIgnoreHostnameFilters: ['test-', '10.0.0.1'],
      OSCIgnoreHostnameFilters: ['^backup'],
      SkipBinlogServerUnresolveCheck: false,
    });
    expect(discovery.filters).toMatchObject({ judgesUsers: true, logsUsers: false });
    expect(['cdc_1', 'repl'].map(discovery.filters.ignoresUser)).toEqual(['^cdc', null]);
    expect(registry.problemFilter('10.0.0.1:3306' as InstanceId)).toBe('10.0.0.1');
    expect(registry.problemFilter('10.0.0.11:3306' as InstanceId)).toBeNull();
    expect(registry.controlReplicaFilter('backup-1:3306' as InstanceId)).toBe('^backup');
    expect(registry.controlReplicaFilter('db-1:3306' as InstanceId)).toBeNull();
    expect(policy.binlogServerNamesUnchecked).toBe(false);
  });
});

test('the audit is kept a year by those who state nothing, else as many days as is stated, and one at least', () => {
  const daysOf = (value: unknown): number => settings(value).store.retention.auditDays;
  expect([{}, { AuditPurgeDays: 7 }, { AuditPurgeDays: 0 }].map(daysOf)).toEqual([365, 7, 1]);
});
