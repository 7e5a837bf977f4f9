/** What makes an adaptive probe ask everything, and what does not. */
import { keptObservation, type Observation, type ReplicationChannel } from '@topiary/domain';
import { channel, observation } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { showsChange } from './signs-of-change.ts';

const at = (host: string) => ({ host, port: 3306 });
const FAMILIES = ['mysql', 'mariadb'] as const;

describe.each(FAMILIES)('a replica of family %s', (family) => {
  const seen = (): Observation =>
    observation({
      address: at('b'),
      number: 2,
      family,
      channels: [channel({ source: at('a'), sourceNumber: 1, family })],
    });
  const withChannel = (change: Partial<ReplicationChannel>): Observation => ({
    ...seen(),
    channels: seen().channels.map((one) => ({ ...one, ...change })),
  });
  const isChange = (now: Observation, before = seen()): boolean => showsChange(before, keptObservation(before, now));

  test('shows none when nothing is different', () => {
    expect(isChange(seen())).toBe(false);
  });

  test('shows none when it only goes on', () => {
    const position = { file: 'binlog.000003', position: 4 };
    const moved = { readPosition: position, executedPosition: position, relayLog: position };
    expect(isChange({ ...seen(), uptimeSeconds: 86_405 })).toBe(false);
    expect(isChange({ ...seen(), binlog: position })).toBe(false);
    expect(isChange(withChannel({ ...moved, retrieved: 'more', lagSeconds: 7 }))).toBe(false);
    expect(isChange({ ...seen(), measuredLag: { kind: 'value', seconds: 3 } })).toBe(false);
    const { gtid } = seen();
    if (gtid.kind === 'mysql') expect(isChange({ ...seen(), gtid: { ...gtid, executed: 'more' } })).toBe(false);
    if (gtid.kind === 'mariadb') expect(isChange({ ...seen(), gtid: { ...gtid, binlogPosition: 'more' } })).toBe(false);
  });

  test('shows none while an error counts its retries', () => {
    const failing = withChannel({ receiver: 'connecting', receiverError: { number: 2003, text: 'retries: 3' } });
    const still = withChannel({ receiver: 'connecting', receiverError: { number: 2003, text: 'retries: 4' } });
    expect(isChange(still, failing)).toBe(false);
  });

  test.each<[string, Partial<ReplicationChannel>]>([
    ['another source', { source: at('c') }],
    ['another server at its source', { sourceServerId: 77 }],
    ['another user', { user: 'other' }],
    ['a receiver that connects', { receiver: 'connecting' }],
    ['a stopped applier', { applier: 'stopped' }],
    ['an error of its receiver', { receiverError: { number: 2003, text: '' } }],
    ['an error of its applier', { applierError: { number: 1062, text: '' } }],
    ['another positioning', { positioning: 'file' }],
    ['a delay', { delaySeconds: 60 }],
    ['a filter', { filters: ['Replicate_Do_DB=shop'] }],
  ])('shows one by %s', (_, change) => {
    expect(isChange(withChannel(change))).toBe(true);
  });

  test('shows one by a channel more, a channel less and a channel of another name', () => {
    const [one] = seen().channels;
    if (one === undefined) throw new Error('the observation has a channel');
    expect(isChange({ ...seen(), channels: [one, { ...one, name: 'second' }] })).toBe(true);
    expect(isChange({ ...seen(), channels: [] })).toBe(true);
    expect(isChange({ ...seen(), channels: [{ ...one, name: 'second' }] })).toBe(true);
  });

  test('shows one by what it is set up to be', () => {
    const { identity, semiSync, settings } = seen();
    expect(isChange({ ...seen(), identity: { ...identity, serverId: 99 } })).toBe(true);
    expect(isChange({ ...seen(), settings: { ...settings, readOnly: !settings.readOnly } })).toBe(true);
    expect(isChange({ ...seen(), semiSync: { ...semiSync, sourceClients: 1 } })).toBe(true);
    expect(isChange({ ...seen(), uptimeSeconds: 3 }), 'it was restarted').toBe(true);
    const grant = 'GRANT PROCESS ON *.* TO x';
    expect(isChange({ ...seen(), unreadable: [{ fact: 'process-list', errorNumber: 1227, grant }] })).toBe(true);
  });
});

test('the rules of GTIDs are a sign, of either family', () => {
  const mysql = observation({ address: at('a'), number: 1 });
  const mariadb = observation({ address: at('a'), number: 1, family: 'mariadb' });
  if (mysql.gtid.kind !== 'mysql' || mariadb.gtid.kind !== 'mariadb') throw new Error('both have GTIDs');
  expect(showsChange(mysql, { ...mysql, gtid: { ...mysql.gtid, mode: 'ON_PERMISSIVE' } })).toBe(true);
  expect(showsChange(mariadb, { ...mariadb, gtid: { ...mariadb.gtid, domainId: 7 } })).toBe(true);
  expect(showsChange(mysql, { ...mysql, gtid: { kind: 'none' } })).toBe(true);
});

test('the view that a member has of its group is a sign', () => {
  const member = { uuid: 'u', address: at('a'), state: 'ONLINE', role: 'PRIMARY' };
  const before: Observation = {
    ...observation({ address: at('a'), number: 1 }),
    group: { groupName: 'g', mode: 'single-primary', members: [member] },
  };
  const now: Observation = {
    ...before,
    group: { groupName: 'g', mode: 'single-primary', members: [{ ...member, state: 'UNREACHABLE' }] },
  };
  expect(showsChange(before, keptObservation(before, now))).toBe(true);
});
