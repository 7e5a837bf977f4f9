import { describe, expect, test } from 'vitest';
import { loaded, loadText } from '../testing/load-text.ts';
import { EXPLAINED } from './explained/all-keys.ts';
import { applyReload } from './reload.ts';
import type { Applied, InForce } from './reload.ts';
import { replaceFields } from './replace-fields.ts';
import { CONFIGURATION_KEYS } from './schema.ts';
import type { ConfigurationKey } from './schema.ts';
import { deriveSettings } from './settings.ts';

const PLACES = { dataDirectory: '/nowhere' };

function inForceOf(values: object): InForce {
  const { configuration, stated } = loaded(loadText(JSON.stringify(values)));
  const derived = deriveSettings({ configuration, stated, places: PLACES });
  if (!derived.ok) throw new Error(derived.problems.join('\n'));
  return { configuration, stated, settings: derived.settings };
}

function reload(inForce: InForce, values: object): Applied {
  return applyReload(inForce, loaded(loadText(JSON.stringify(values))), PLACES);
}

/** Enough of everything that one key may change the settings without another. */
const BASE = {
  ListenAddress: '127.0.0.1:0',
  AuthenticationMethod: 'proxy',
  TopiaryReplicationUser: 'replicator',
  RecoveryPeriodBlockSeconds: 0,
  PostponeReplicaRecoveryOnLagMinutes: 0,
  DetachLostReplicasAfterMasterFailover: false,
  DetachLostSlavesAfterMasterFailover: false,
};
/** Where another value than the one below is needed to be allowed, or to make a difference. */
const OTHER: Readonly<Partial<Record<ConfigurationKey, unknown>>> = {
  DataCenterPattern: '(dc1)',
  RegionPattern: '(dc1)',
  PhysicalEnvironmentPattern: '(dc1)',
  DiscoverySeeds: ['127.0.0.1:1'],
  TopiaryNotifications: [
    { Name: 'n', Format: 'webhook', Url: 'http://127.0.0.1:1/', Events: ['OnFailureDetectionProcesses'] },
  ],
  ProcessesShellCommand: 'sh',
};
/** Users and passwords of "basic" are nothing to "proxy". */
const WITH: Readonly<Partial<Record<ConfigurationKey, object>>> = {
  HTTPAuthUser: { AuthenticationMethod: 'basic', HTTPAuthUser: 'a' },
  HTTPAuthPassword: { AuthenticationMethod: 'basic', HTTPAuthUser: 'a' },
};

function another(key: ConfigurationKey, value: unknown): unknown {
  if (key in OTHER) return OTHER[key];
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 7;
  if (value === null) return 5;
  if (Array.isArray(value)) return ['another'];
  return typeof value === 'string' ? 'another' : { another: 'x' };
}

const RELOADED = CONFIGURATION_KEYS.filter((key) => EXPLAINED[key].effect === 'reload');

describe('a reload', () => {
  test.each(RELOADED)('gives %s its new value, in the same settings', (key) => {
    const base = { ...BASE, ...WITH[key] };
    const before = inForceOf(base);
    const untouched = inForceOf(base);
    const values = { ...base, [key]: another(key, before.configuration[key]) };
    const applied = reload(before, values);
    expect(applied).toMatchObject({ kind: 'applied', changed: [key], needRestart: [] });
    const said = JSON.stringify([before.settings, marksOf(before)]);
    expect(said).toBe(JSON.stringify([inForceOf(values).settings, marksOf(inForceOf(values))]));
    expect(said).not.toBe(JSON.stringify([untouched.settings, marksOf(untouched)]));
  });

  test('names keys that need a restart, and leaves what they say as it was', () => {
    const before = inForceOf(BASE);
    const applied = reload(before, { ...BASE, ListenAddress: '127.0.0.1:9', InstancePollSeconds: 9, ReadOnly: true });
    expect(applied).toMatchObject({ changed: ['ReadOnly'], needRestart: ['InstancePollSeconds', 'ListenAddress'] });
    expect(before.settings.http).toMatchObject({ readOnly: true, listen: { port: 0 } });
    expect(before.settings.discovery.pollIntervalMs).toBe(5_000);
  });

  test('without a key that was stated takes its default back', () => {
    const before = inForceOf({ ...BASE, ReadOnly: true, RecoverMasterClusterFilters: ['*'] });
    expect(reload(before, BASE)).toMatchObject({ changed: ['RecoverMasterClusterFilters', 'ReadOnly'] });
    expect(before.settings.http.readOnly).toBe(false);
    expect(before.settings.recoveryFilters.masters).toEqual([]);
  });

  test('of settings that cannot be changes nothing', () => {
    const before = inForceOf(BASE);
    const applied = reload(before, { ...BASE, ReadOnly: true, DiscoverySeeds: ['a:b:c'] });
    expect(applied).toMatchObject({ kind: 'refused', problems: [expect.stringContaining('DiscoverySeeds')] });
    expect(before.settings.http.readOnly).toBe(false);
  });
});

test('fields are replaced within objects, and lists, sets and expressions as a whole', () => {
  const inner = { list: ['a'], gone: 1, expression: /a/ };
  const held = { inner, number: 1, set: new Set([1]) };
  replaceFields(held, { inner: { list: ['b'], expression: /b/ }, number: 2, set: new Set([2]) });
  expect(held.inner).toBe(inner);
  expect(held).toEqual({ inner: { list: ['b'], expression: /b/ }, number: 2, set: new Set([2]) });
});

/** What functions and expressions say: JSON leaves them out. */
function marksOf({ settings }: InForce): unknown {
  const { filters } = settings.discovery;
  const id = 'another:3306' as Parameters<typeof filters.ignores>[0];
  const { classification } = settings.policy;
  return [
    [filters.ignores(id), filters.ignoresAsReplica(id), filters.ignoresAsMaster(id), filters.ignoresUser('another')],
    [settings.registry.problemFilter(id), settings.registry.controlReplicaFilter(id), settings.recovery.ignores(id)],
    [classification.dataCenter, classification.region, classification.physicalEnvironment].map(String),
    [classification.neverPromoted, classification.clusterAliases.map(({ pattern, alias }) => [String(pattern), alias])]
      .flat()
      .map(String),
  ];
}
