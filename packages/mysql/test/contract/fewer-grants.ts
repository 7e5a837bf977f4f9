/**
 * The part of the contract on accounts from which privileges are taken, one at a time: what can still be read is read
 * aright, what cannot is said with the statement that would help, and that statement does help.
 */
import type { Observation, ProbeFailure } from '@topiary/domain';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/dialects/result-set.ts';
import { grantUntilReadable } from './granting.ts';
import { DEADLINE_MS, observationOf, type Subject } from './subject.ts';
import type { ContractAccount, ContractServer } from './world.ts';

/** `GRANT a, b ON x TO …` as servers print it. */
const PRINTED_GRANT = /^GRANT (.+) ON (\S+) TO /;
const MOST_PRIVILEGES = 20;

interface Privilege {
  readonly name: string;
  readonly on: string;
}

export function fewerGrantsContract({ fleet, servers }: Subject): void {
  describe('an account from which one privilege was taken', () => {
    test('reads the rest aright, and names the statement that gives back what it lacks', async () => {
      const x = fleet().server('x');
      const { modest } = fleet();
      await grantUntilReadable(servers, x, modest);
      const whole = await observationOf(servers({ account: modest }), x.address);
      const privileges = await privilegesOf(x, modest);
      expect(privileges.length).toBeGreaterThan(3);
      expect(privileges.length).toBeLessThan(MOST_PRIVILEGES);
      const missed = new Set<string>();
      for (const { name, on } of privileges) {
        await x.administer([`REVOKE ${name} ON ${on} FROM '${modest.user}'@'%'`]);
        const result = await servers({ account: modest }).observe(x.address, { deadlineMs: DEADLINE_MS });
        const grants =
          result.kind === 'failed' ? grantsOfFailure(result.failure) : grantsOfRest(result.observation, whole);
        for (const grant of grants) expect(grant).toMatch(/^GRANT .+ ON .+ TO 'modest'@'%'$/);
        if (grants.length > 0) missed.add(`${name} ON ${on}`);
        if (grants.length > 0) await x.administer(grants);
        // A failure names one; what else was lacking shows with the observation.
        await grantUntilReadable(servers, x, modest);
        const after = await observationOf(servers({ account: modest }), x.address);
        expect(after.unreadable, `after ${grants.join('; ')} for ${name}`).toEqual([]);
        expect(comparable(after), name).toEqual(comparable(whole));
        await x.administer([`GRANT ${name} ON ${on} TO '${modest.user}'@'%'`]);
      }
      expect([...missed]).toContain('PROCESS ON *.*');
    });
  });
}

async function privilegesOf(server: ContractServer, { user }: ContractAccount): Promise<readonly Privilege[]> {
  const rows = await server.sql(`SHOW GRANTS FOR '${user}'@'%'`);
  return rows.flatMap((row) => {
    const [, names = '', on = ''] = PRINTED_GRANT.exec(textOf(Object.values(row)[0])) ?? [];
    return names
      .split(/, ?/)
      .filter((name) => name !== '' && name !== 'USAGE')
      .map((name) => ({ name, on }));
  });
}

/** Without its replica status a server would look like a master: then there is no observation at all. */
function grantsOfFailure({ grant, kind }: ProbeFailure): readonly string[] {
  expect(kind).toBe('missing-grant');
  expect(grant).not.toBeNull();
  return grant === null ? [] : [grant];
}

function grantsOfRest(rest: Observation, whole: Observation): readonly string[] {
  const facts = new Set(rest.unreadable.map(({ fact }) => fact));
  const [left, all] = [comparable(rest), comparable(whole)];
  expect(left.settings).toEqual(all.settings);
  expect(left.channels.map(({ settings: _settings, ...channel }) => channel)).toEqual(
    all.channels.map(({ settings: _settings, ...channel }) => channel),
  );
  if (!facts.has('channel-settings')) expect(left.channels).toEqual(all.channels);
  expect(left.hasPosition).toBe(!facts.has('binlog-position'));
  const lists = facts.has('process-list') || facts.has('connected-replicas');
  if (!lists) expect(left.readers).toEqual(all.readers);
  const hosts = new Set(whole.connectedReplicas?.map(({ host }) => host));
  for (const { host } of rest.connectedReplicas ?? []) expect(hosts).toContain(host);
  return rest.unreadable.map(({ grant }) => grant);
}

/** What does not change from one probe to the next. */
function comparable({ binlog, channels, connectedReplicas, gtid, identity, product, semiSync, settings }: Observation) {
  return {
    settings: { gtid: gtid.kind, identity, product, semiSync, settings },
    channels: channels.map(({ name, positioning, settings, source, user, receiver, applier }) => ({
      name,
      positioning,
      settings,
      source,
      user,
      receiver,
      applier,
    })),
    readers: connectedReplicas?.map(({ host, port }) => `${host}:${port}`).toSorted(),
    hasPosition: binlog !== null,
  };
}
