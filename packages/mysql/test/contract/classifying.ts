/** The part of the contract on configured queries: what servers are called, and how far behind they are. */
import type { QueriedFact } from '@topiary/domain';
import type { AskResult, Servers } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { RecordingProxy } from './proxy.ts';
import { DEADLINE_MS, eventually, observationOf, type Subject } from './subject.ts';
import type { ContractServer } from './world.ts';

type Queries = Readonly<Partial<Record<QueriedFact, string>>>;

/** In a schema that everybody may read: elsewhere servers say that it is forbidden, not that it is absent. */
const NO_TABLE = 'select absent from information_schema.absent';
const ALIAS_QUERY = "select ifnull(max(cluster_name), '') as cluster_alias from orch_meta.cluster where anchor=1";
const DOMAIN_QUERY = "select ifnull(max(cluster_domain), '') as cluster_domain from orch_meta.cluster where anchor=1;";
const LAG_QUERY = 'select absolute_lag from meta.heartbeat_view';
const META_TABLE = `CREATE TABLE IF NOT EXISTS cluster (
  anchor TINYINT NOT NULL,
  cluster_name VARCHAR(128) CHARSET ascii NOT NULL DEFAULT '',
  cluster_domain VARCHAR(128) CHARSET ascii NOT NULL DEFAULT '',
  PRIMARY KEY (anchor)
) ENGINE=InnoDB DEFAULT CHARSET=utf8`;

async function askAll(
  port: Servers,
  { address }: Pick<ContractServer, 'address'>,
  queries: Queries,
  deadlineMs = DEADLINE_MS,
): Promise<AskResult> {
  const list = Object.entries(queries).map(([fact, sql]) => ({ fact: fact as QueriedFact, sql }));
  return port.ask(address, list, { deadlineMs });
}

const value = (text: string) => ({ kind: 'value', text });

export function classifyingContract(subject: Subject): void {
  answeringContract(subject);
  measuringContract(subject);
  hangingQueryContract(subject);
  productionContract(subject);
}

function answeringContract({ fleet, servers }: Subject): void {
  describe('configured queries', () => {
    test('are answered by their first cell, without the white space around it', async () => {
      const m = fleet().server('m');
      const port = servers();
      await observationOf(port, m.address);
      const asked = await askAll(port, m, {
        'data-center': "select 'ams\t', 'other'",
        region: 'select NULL',
        'semi-sync-priority': 'select 7 ; ',
      });
      expect(asked).toEqual({
        answers: { 'data-center': value('ams'), region: value(''), 'semi-sync-priority': value('7') },
        failure: null,
      });
    });

    test('that fail keep none of the others from being answered, and say why', async () => {
      const m = fleet().server('m');
      const port = servers();
      await observationOf(port, m.address);
      const { answers, failure } = await askAll(port, m, {
        region: NO_TABLE,
        'instance-alias': 'select',
        'data-center': "select 'ams'",
      });
      expect(failure).toBeNull();
      expect(answers).toMatchObject({
        region: { kind: 'unknown', problem: { grant: null } },
        'instance-alias': { kind: 'unknown', problem: { code: '1064' } },
        'data-center': value('ams'),
      });
      expect((await port.observe(m.address, { deadlineMs: DEADLINE_MS })).kind).toBe('observed');
    });

    test('are not asked of a server that no probe has reached', async () => {
      const asked = await askAll(servers(), fleet().server('m'), { region: "select 'eu'" });
      expect(asked).toMatchObject({ answers: {}, failure: { kind: 'connection-lost' } });
    });
  });
}

function measuringContract({ fleet, servers }: Subject): void {
  describe('the lag by a configured query', () => {
    test('comes with the probe, in its one packet, as the last statement', async () => {
      const proxy = await RecordingProxy.to(fleet().server('a').address);
      try {
        const port = servers({ tls: { mode: 'disabled' }, lagQuery: 'select 12.5;' });
        await observationOf(port, proxy.address);
        const before = proxy.queries.length;
        expect((await observationOf(port, proxy.address)).measuredLag).toEqual({ kind: 'value', seconds: 12.5 });
        expect(proxy.queries.length - before).toBe(1);
        expect(proxy.queries.at(-1)).toMatch(/; select 12\.5$/);
      } finally {
        await proxy.close();
      }
    });

    test('is not negative, and nothing where the query gives nothing', async () => {
      const { address } = fleet().server('a');
      const lag = async (lagQuery: string) => (await observationOf(servers({ lagQuery }), address)).measuredLag;
      expect(await lag('select -3')).toEqual({ kind: 'value', seconds: 0 });
      expect(await lag('select NULL')).toEqual({ kind: 'value', seconds: null });
    });

    test('that cannot be asked costs the probe nothing', async () => {
      const proxy = await RecordingProxy.to(fleet().server('a').address);
      try {
        const port = servers({ tls: { mode: 'disabled' }, lagQuery: NO_TABLE });
        await observationOf(port, proxy.address);
        const before = proxy.queries.length;
        const seen = await observationOf(port, proxy.address);
        expect(proxy.queries.length - before).toBe(1);
        expect(seen.measuredLag).toMatchObject({ kind: 'unknown', problem: { grant: null } });
        expect(seen).toMatchObject({ unreadable: [], channels: [{ receiver: 'running' }] });
      } finally {
        await proxy.close();
      }
    });
  });
}

function hangingQueryContract({ fleet, servers }: Subject): void {
  describe('a configured query that does not end', () => {
    const hanging = () => ({ region: `select sleep(${fleet().hanging.seconds})`, 'data-center': "select 'ams'" });
    const halfMs = () => (fleet().hanging.seconds * 1_000) / 2;

    test('costs probes nothing, takes one connection, and is not asked beside itself', async () => {
      const proxy = await RecordingProxy.to(fleet().server('m').address);
      try {
        const port = servers({ tls: { mode: 'disabled' } });
        await observationOf(port, proxy.address);
        for (let count = 0; count < 3; count += 1) {
          const asked = await askAll(port, proxy, hanging(), 200);
          expect(asked).toMatchObject({ answers: {}, failure: { kind: 'timeout', code: 'HANGING' } });
          const seen = await port.observe(proxy.address, { deadlineMs: DEADLINE_MS });
          expect(seen.kind).toBe('observed');
          expect(seen.tookMs).toBeLessThan(halfMs());
        }
        expect(proxy.connections).toBe(2);
        await eventually(async () => {
          const asked = await askAll(port, proxy, { 'data-center': "select 'ams'" });
          expect(asked.answers).toEqual({ 'data-center': value('ams') });
        });
      } finally {
        await proxy.close();
      }
    });

    test('lets a probe go first that comes meanwhile', async () => {
      const m = fleet().server('m');
      const port = servers();
      await observationOf(port, m.address);
      const asking = askAll(port, m, hanging());
      const seen = await port.observe(m.address, { deadlineMs: DEADLINE_MS });
      expect(seen.kind).toBe('observed');
      expect(seen.tookMs).toBeLessThan(halfMs());
      expect((await asking).answers).toMatchObject({ region: value('0') });
    });
  });
}

/** spec/production, as it is written. */
function productionContract({ fleet, servers }: Subject): void {
  describe('the metadata of the production set-up', () => {
    const QUERIES = { 'cluster-alias': ALIAS_QUERY, 'cluster-domain': DOMAIN_QUERY };

    test('is read, and the GRANT is named where it may not be', async ({ skip }) => {
      if (!fleet().hasTables) skip('these servers have no tables of users');
      const m = fleet().server('m');
      await m.sql('CREATE DATABASE IF NOT EXISTS orch_meta; CREATE DATABASE IF NOT EXISTS meta');
      await m.sql(`USE orch_meta; ${META_TABLE}; REPLACE INTO cluster VALUES (1, '15958-1', 'db.example\t')`);
      await m.sql('CREATE OR REPLACE VIEW meta.heartbeat_view AS SELECT 3 AS absolute_lag');
      const refusedPort = servers({ lagQuery: LAG_QUERY });
      const { measuredLag, unreadable } = await observationOf(refusedPort, m.address);
      const refused = await askAll(refusedPort, m, QUERIES);
      expect(refused.answers).toMatchObject({ 'cluster-alias': { kind: 'unknown', problem: { code: '1142' } } });
      expect(measuredLag).toMatchObject({ kind: 'unknown', problem: { code: '1142' } });
      const grants = [refused.answers['cluster-alias'], measuredLag].flatMap((answer) =>
        answer?.kind === 'unknown' ? (answer.problem.grant ?? []) : [],
      );
      expect(grants).toHaveLength(2);
      expect(unreadable.map(({ grant }) => grant)).toContain(grants[1]);
      await m.administer(grants);
      const granted = servers({ lagQuery: LAG_QUERY });
      expect((await observationOf(granted, m.address)).measuredLag).toEqual({ kind: 'value', seconds: 3 });
      expect(await askAll(granted, m, QUERIES)).toEqual({
        answers: { 'cluster-alias': value('15958-1'), 'cluster-domain': value('db.example') },
        failure: null,
      });
    });
  });
}
