import { describe, expect, test } from 'vitest';
import { instanceIn, topology, withChannel, withInstance } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { GtidState, Observation } from './observation.ts';
import { asClusterId } from './snapshot.ts';

type Change = (found: Observation) => Observation;

function revisionAfter(change: Change, options: TopologyOptions = {}): number | undefined {
  const before = topology('a > b > c', options);
  return withInstance(before, 'b', { observation: change }).clusters.get(asClusterId('c1'))?.revision;
}

const setting =
  (change: Partial<Observation['settings']>): Change =>
  (found) => ({ ...found, settings: { ...found.settings, ...change } });
const semiSync =
  (change: Partial<Observation['semiSync']>): Change =>
  (found) => ({ ...found, semiSync: { ...found.semiSync, ...change } });
const identity =
  (change: Partial<Observation['identity']>): Change =>
  (found) => ({ ...found, identity: { ...found.identity, ...change } });
const gtid =
  <Kind extends GtidState['kind']>(kind: Kind, change: Partial<Extract<GtidState, { kind: Kind }>>): Change =>
  (found) => ({
    ...found,
    gtid: found.gtid.kind === kind ? { ...found.gtid, ...change } : found.gtid,
  });
const product =
  (text: string): Change =>
  (found) => ({ ...found, product: { ...found.product, version: { ...found.product.version, text } } });

describe('a revision advances', () => {
  test.each<[string, Change]>([
    ['another source', withChannel({ source: { host: 'a', port: 3307 } })],
    ['another positioning', withChannel({ positioning: 'file' })],
    ['a delay', withChannel({ delaySeconds: 60 })],
    ['a filter', withChannel({ filters: ['replicate_do_db=x'] })],
    ['another user', withChannel({ user: 'other' })],
    ['a setting of the channel', withChannel({ settings: { ...channelSettings(), connectRetrySeconds: 1 } })],
    ['read_only', setting({ readOnly: false })],
    ['a binlog format', setting({ binlogFormat: 'MIXED' })],
    ['a gtid_mode', gtid('mysql', { mode: 'ON_PERMISSIVE' })],
    ['a new version', product('9.7.5')],
    ['another server_id', identity({ serverId: 77 })],
    ['semi-sync that is turned on', semiSync({ replicaEnabled: true })],
    ['a lost channel', (found) => ({ ...found, channels: [] })],
  ])('with %s', (_, change) => {
    expect(revisionAfter(change)).toBe(2);
  });

  test('with MariaDB’s strict mode and its domain', () => {
    expect(revisionAfter(gtid('mariadb', { strict: false }), { family: 'mariadb' })).toBe(2);
    expect(revisionAfter(gtid('mariadb', { domainId: 7 }), { family: 'mariadb' })).toBe(2);
  });

  test('with every change of health', () => {
    const suspect = withInstance(topology('a > b'), 'b', { health: 'suspect' });
    expect(suspect.clusters.get(asClusterId('c1'))?.revision).toBe(2);
    expect(withInstance(suspect, 'b', { health: 'unreachable' }).clusters.get(asClusterId('c1'))?.revision).toBe(3);
  });
});

describe('a revision stays', () => {
  test.each<[string, Change]>([
    ['lag', withChannel({ lagSeconds: 500 })],
    ['threads that stop', withChannel({ receiver: 'stopped', applier: 'stopped' })],
    ['an error of a thread', withChannel({ applier: 'stopped', applierError: { number: 1062, text: '' } })],
    ['positions', withChannel({ retrieved: 'x', readPosition: { file: 'binlog.000009', position: 4 } })],
    ['transactions', gtid('mysql', { executed: '' })],
    ['the own log', (found) => ({ ...found, binlog: null })],
    ['a semi-sync client that leaves', semiSync({ sourceClients: 0, sourceActive: false })],
    ['the connected replicas', (found) => ({ ...found, connectedReplicas: null })],
    ['time', (found) => ({ ...found, uptimeSeconds: 1 })],
  ])('with %s', (_, change) => {
    expect(revisionAfter(change)).toBe(1);
  });
});

function channelSettings() {
  const { settings } = instanceIn(topology('a > b'), 'b').observation?.channels[0] ?? {};
  if (settings === undefined) throw new Error('a replica has a channel');
  return settings;
}
