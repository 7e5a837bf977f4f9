/** Orchestrator's commands on servers in memory: what is printed, to the character. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { runHere } from '../testing/run-here.ts';
import type { CliEnd } from '../testing/run-cli.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'db-1 > db-2, db-3, db-4\nxx-1 > xx-2' });
  await until(() => server.engine.status().acting.kind === 'self');
  await until(() => server.engine.snapshot().instances.size === 6);
});
afterAll(() => server.close());

const topiary = (...words: readonly string[]): Promise<CliEnd> =>
  runHere(['-c', ...words], { ORCHESTRATOR_API: `${server.url}/api` });

/** What it prints, of a command that succeeds. */
async function printed(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await topiary(...words);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

describe('what is known', () => {
  test.each([
    [['clusters'], 'db-1:3306\nxx-1:3306\n'],
    [['clusters-alias'], 'db-1:3306\tdb-1:3306\nxx-1:3306\txx-1:3306\n'],
    [['find', '-pattern', 'db-[23]'], 'db-2:3306\ndb-3:3306\n'],
    [['all-clusters-masters'], 'db-1:3306\nxx-1:3306\n'],
    [['which-instance', '-i', 'db-4'], 'db-4:3306\n'],
    [['which-cluster', '-i', 'db-4'], 'db-1:3306\n'],
    [['which-cluster-alias', '-i', 'db-4'], 'db-1:3306\n'],
    [['which-cluster-domain', '-i', 'db-4'], '\n'],
    [['which-cluster-master', '-alias', 'xx-1:3306'], 'xx-1:3306\n'],
    [['which-heuristic-domain-instance', '-i', 'xx-2'], 'xx-1:3306\n'],
    [['set-heuristic-domain-instance', '-i', 'xx-2'], 'xx-1:3306\n'],
    [['which-cluster-instances', '-i', 'xx-2'], 'xx-1:3306\nxx-2:3306\n'],
    [['which-cluster-gh-ost-replicas', '-i', 'xx-2'], 'xx-2:3306\n'],
    [['which-master', '-i', 'db-3'], 'db-1:3306\n'],
    [['which-master', '-i', 'db-1'], ''],
    [['which-slaves', '-i', 'db-1'], 'db-2:3306\ndb-3:3306\ndb-4:3306\n'],
    [['which-lost-in-recovery'], ''],
    [['which-gtid-errant', '-i', 'db-3'], '\n'],
    [['is-replicating', '-i', 'db-3'], 'db-3:3306\n'],
    [['is-replicating', '-i', 'db-1'], ''],
    [['is-replication-stopped', '-i', 'db-3'], ''],
    [['can-replicate-from', '-i', 'db-3', '-d', 'db-2'], 'db-2:3306\n'],
    [['can-replicate-from', '-i', 'db-3', '-s', 'db-3'], ''],
    [['tags', '-i', 'db-3'], ''],
    [['tag-value', '-i', 'db-3', '-tag', 'x'], ''],
    [['replication-analysis'], ''],
    [['check-global-recoveries'], 'OK: Global recoveries disabled: false\n'],
    [['show-resolve-hosts'], ''],
  ])('%j', async (words, wanted) => {
    expect(await printed(...words)).toBe(wanted);
  });

  test('of no cluster: an ERROR line, an empty name, and no failure', async () => {
    const unknown = await topiary('which-cluster', '-i', 'nobody');
    expect(unknown).toMatchObject({ code: 0, stdout: '\n' });
    expect(unknown.stderr).toMatch(/ ERROR Unable to determine cluster name: nobody /);
    expect(await topiary('topology', '-alias', 'nobody')).toMatchObject({ code: 0, stdout: '\n' });
    expect(await topiary('which-cluster-instances', '-alias', 'nobody')).toMatchObject({ code: 0, stdout: '' });
    expect(await topiary('which-cluster-alias', '-alias', 'nobody')).toMatchObject({ code: 1, stdout: '' });
  });

  test('a cluster is drawn, and one of its servers told as it stands there', async () => {
    const drawn = await printed('topology', '-i', 'db-3');
    expect(drawn).toMatch(/^db-1:3306 {3}\[[^\]]*\]\n(?:[+-] db-\d:3306 \[[^\]]*\]\n){3}$/);
    expect(await printed('topology-tags', '-i', 'db-3')).toMatch(/\] \[\]\n$/);
    expect(await printed('topology-tabulated', '-i', 'db-3')).toMatch(/^db-1:3306 {2}\| *\w+\|/);
    expect(await printed('instance-status', '-i', 'db-3')).toMatch(/^\[\w+,\w+,[\d.]+,ro,ROW,>>,GTID\]\n$/);
    expect((await topiary('topology', '-i', 'db-3', '-pattern', '1')).stderr).toContain('None is kept');
    expect(await printed('snapshot-topologies')).toBe('');
    expect(await printed('topology', '-i', 'db-3', '-pattern', '^1')).toMatch(/^db-1:3306\n(?: *- db-\d:3306\n){3}$/);
  });

  test('-json prints what the answer holds', async () => {
    expect(JSON.parse(await printed('clusters', '-json'))).toEqual(['db-1:3306', 'xx-1:3306']);
    expect(JSON.parse(await printed('which-instance', '-i', 'db-3', '--json'))).toMatchObject({
      ClusterName: 'db-1:3306',
    });
    expect(JSON.parse(await printed('tags', '-i', 'db-3', '--json'))).toEqual([]);
  });
});

describe('what people register', () => {
  test('downtime and maintenance, with owner, reason and duration', async () => {
    const before = ['-i', 'db-2', '-reason', 'kernel upgrade', '-owner', 'jo', '-duration', '40m'];
    expect(await printed('begin-downtime', ...before)).toBe('db-2:3306\n');
    const { downtime } = server.engine.snapshot().instances.get(id('db-2'))?.registered ?? {};
    expect(downtime).toMatchObject({ owner: 'jo', reason: 'kernel upgrade' });
    expect((downtime?.endsAt ?? 0) - (downtime?.startedAt ?? 0)).toBe(40 * 60_000);
    expect(await printed('which-downtimed-instances', '-i', 'db-1')).toBe('db-2:3306\n');
    expect(await printed('which-downtimed-instances', '-i', 'xx-1')).toBe('');
    expect(await printed('end-downtime', '-i', 'db-2')).toBe('db-2:3306\n');
    expect(await printed('end-downtime', '-i', 'db-2')).toBe('db-2:3306\n');
    expect(await printed('begin-maintenance', ...before)).toBe('db-2:3306\n');
    expect((await topiary('begin-maintenance', ...before)).code).toBe(1);
    expect(await printed('in-maintenance', '-i', 'db-2')).toBe('db-2:3306\n');
    expect(await printed('end-maintenance', '-i', 'db-2')).toBe('db-2:3306\n');
    expect(await printed('in-maintenance', '-i', 'db-2')).toBe('');
  });

  test('tags', async () => {
    expect(await printed('tag', '-i', 'db-2', '-tag', 'role=backup')).toBe('db-2:3306\n');
    expect(await printed('tag', '-i', 'db-3,db-4', '-tag', 'role=backup')).toBe('db-3:3306\ndb-4:3306\n');
    expect(await printed('tags', '-i', 'db-2')).toBe('role=backup\n');
    expect(await printed('tag-value', '-i', 'db-2', '-tag', 'role')).toBe('backup\n');
    expect(await printed('tagged', '-tag', 'role=backup')).toBe('db-2:3306\ndb-3:3306\ndb-4:3306\n');
    expect(await printed('untag', '-i', 'db-2', '-tag', 'role')).toBe('db-2:3306\n');
    expect((await topiary('untag-all', '-tag', 'role')).code).toBe(1);
    expect(await printed('untag-all', '-tag', 'role=backup')).toBe('db-3:3306\ndb-4:3306\n');
  });

  test('pools', async () => {
    expect(await printed('submit-pool-instances', '-pool', 'readers', '-i', 'db-2,db-3')).toBe('');
    expect(await printed('cluster-pool-instances')).toBe(
      'db-1:3306\tdb-1:3306\treaders\tdb-2:3306\ndb-1:3306\tdb-1:3306\treaders\tdb-3:3306\n',
    );
    const pooled = (...words: readonly string[]) =>
      printed('which-heuristic-cluster-pool-instances', '-i', 'db-1', ...words);
    expect(await pooled()).toBe('db-2:3306\ndb-3:3306\n');
    expect(await pooled('-pool', 'readers')).toBe('db-2:3306\ndb-3:3306\n');
    expect(await pooled('-pool', 'writers')).toBe('');
  });

  test('candidates, virtual names and the global switch', async () => {
    expect(await printed('register-candidate', '-i', 'db-2', '-promotion-rule', 'must_not')).toBe('db-2:3306\n');
    expect(await printed('register-candidate', '-i', 'db-2')).toBe('db-2:3306\n');
    expect(await printed('register-hostname-unresolve', '-i', 'db-2', '-hostname', 'reader')).toBe('db-2:3306\n');
    expect(await printed('show-unresolve-hosts')).toBe('db-2 reader\n');
    expect(await printed('deregister-hostname-unresolve', '-i', 'db-2')).toBe('db-2:3306\n');
    expect(await printed('disable-global-recoveries')).toBe('OK: Orchestrator recoveries DISABLED globally\n');
    expect(await printed('check-global-recoveries')).toBe('OK: Global recoveries disabled: true\n');
    expect(await printed('enable-global-recoveries')).toBe('OK: Orchestrator recoveries ENABLED globally\n');
    expect(await printed('reset-hostname-resolve-cache')).toBe('hostname resolve cache cleared\n');
    expect(await printed('ack-all-recoveries', '-reason', 'seen')).toBe('0 recoveries acknowledged\n');
    expect(await printed('ack-cluster-recoveries', '-i', 'db-3', '-reason', 'seen')).toBe(
      '0 recoveries acknowledged\n',
    );
    expect(await printed('ack-instance-recoveries', '-i', 'db-3', '-reason', 'seen')).toBe(
      '0 recoveries acknowledged\n',
    );
  });

  test('what is discovered and forgotten', async () => {
    expect(await printed('forget', '-i', 'xx-2')).toBe('xx-2:3306\n');
    expect((await topiary('which-instance', '-i', 'xx-2')).code).toBe(1);
    expect(await printed('discover', '-i', 'xx-2')).toBe('xx-2:3306\n');
    expect(await topiary('discover', '-i', 'nowhere.example')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('what changes servers', () => {
  test('moves, one after the other', async () => {
    expect(await printed('relocate', '-i', 'db-4', '-d', 'db-2')).toBe('db-4:3306<db-2:3306\n');
    expect(await printed('move-up', '-i', 'db-4')).toBe('db-4:3306<db-1:3306\n');
    expect(await printed('move-below', '-i', 'db-4', '-s', 'db-3')).toBe('db-4:3306<db-3:3306\n');
    expect(await printed('repoint', '-i', 'db-4')).toBe('db-4:3306<db-3:3306\n');
    expect(await printed('repoint-replicas', '-i', 'db-3')).toBe('db-4:3306<db-3:3306\n');
    expect(await printed('move-up-replicas', '-i', 'db-3', '-pattern', 'nobody')).toBe('');
    expect(await printed('move-up-slaves', '-i', 'db-3')).toBe('db-4:3306\n');
    expect(await printed('take-siblings', '-i', 'db-2')).toBe('db-2:3306\n');
    expect(await printed('relocate-replicas', '-i', 'db-2', '-d', 'db-1', '-pattern', 'db-4')).toBe('db-4:3306\n');
    expect(await printed('move-replicas-gtid', '-i', 'db-2', '-d', 'db-1')).toBe('db-3:3306\n');
    expect(await printed('move-gtid', '-i', 'db-3', '-d', 'db-2')).toBe('db-3:3306<db-2:3306\n');
    expect(await printed('take-master', '-i', 'db-3')).toBe('db-3:3306\n');
    expect(await printed('which-replicas', '-i', 'db-3')).toBe('db-2:3306\n');
    expect(await printed('relocate', '-i', 'db-2', '-d', 'db-1')).toBe('db-2:3306<db-1:3306\n');
    expect(await printed('get-candidate-slave', '-i', 'db-1')).toMatch(/^db-[234]:3306\n$/);
    expect(await printed('regroup-replicas-gtid', '-i', 'db-1')).toMatch(/^(db-\d:3306)\n\1 lost: 0, moved: 2\n$/);
  });

  test('a refused move ends with 1, with the reason, and prints nothing', async () => {
    const { code, stdout, stderr } = await topiary('relocate', '-i', 'db-1', '-d', 'xx-1');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^\S+ \S+ FATAL \S/);
  });

  test('acts', async () => {
    expect(await printed('stop-slave', '-i', 'xx-2')).toBe('xx-2:3306\n');
    expect(await printed('is-replication-stopped', '-i', 'xx-2')).toBe('xx-2:3306\n');
    expect(await printed('start-replica', '-i', 'xx-2')).toBe('xx-2:3306\n');
    expect(await printed('restart-replica', '-i', 'xx-2')).toBe('xx-2:3306\n');
    expect(await printed('set-writeable', '-i', 'xx-2')).toBe('xx-2:3306\n');
    expect(await printed('set-read-only', '-i', 'xx-2')).toBe('xx-2:3306\n');
    expect(await printed('flush-binary-logs', '-i', 'xx-2')).toBe('xx-2:3306\n');
    const statements = await printed('restart-replica-statements', '-i', 'xx-2', '-statement', 'set global x=1');
    expect(statements).toMatch(/^[^;]+;\nset global x=1;\n/);
  });

  test('a takeover prints the new master and its position', async () => {
    expect(await printed('graceful-master-takeover-auto', '-alias', 'xx-1:3306', '-d', 'xx-2')).toMatch(
      /^xx-2:3306\n\S+:\d+\n$/,
    );
    expect(await topiary('recover', '-i', 'xx-2')).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('in words', () => {
  test.each([
    [['which-slaves', 'xx-1'], ''],
    [['which-cluster-master', 'db-3'], 'db-1:3306\n'],
    [['which-cluster-instances', 'db-1:3306'], 'db-1:3306\ndb-2:3306\ndb-3:3306\ndb-4:3306\n'],
    [['find', 'db-[12]'], 'db-1:3306\ndb-2:3306\n'],
    [['which-cluster-alias', 'db-4', '--json'], '[\n  "db-1:3306"\n]\n'],
  ])('%j', async (words, wanted) => {
    const { code, stdout, stderr } = await runHere(words, { TOPIARY_API: server.url });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(wanted);
  });

  test('what is unknown is said, in one line', async () => {
    const end = await runHere(['which-master', 'nobody'], { TOPIARY_API: server.url });
    expect(end).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Unable to get instance: nobody:3306 is not known to Topiary\n',
    });
  });
});
