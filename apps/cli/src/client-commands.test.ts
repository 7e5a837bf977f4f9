import { id } from '@topiary/domain/testing';
import { startTestServer, until } from '@topiary/server/testing';
import type { TestServer } from '@topiary/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from './testing/run-cli.ts';
import { runHere } from './testing/run-here.ts';
import type { CliEnd } from './testing/run-cli.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    topology: 'db-1 > db-2, db-30; db-2 > db-4',
    topologyOptions: {
      servers: {
        'db-30': {
          change: (observation) => ({
            ...observation,
            channels: observation.channels.map((channel) => ({ ...channel, lagSeconds: 412 })),
          }),
        },
        'db-4': {
          change: (observation) => ({
            ...observation,
            channels: observation.channels.map((channel) => ({ ...channel, applier: 'stopped' })),
          }),
        },
      },
    },
  });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const topiary = (...words: readonly string[]): Promise<CliEnd> => runHere(words, { TOPIARY_API: server.url });

describe('reading', () => {
  test('clusters are listed', async () => {
    const { code, stdout } = await topiary('clusters');
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual(['CLUSTER', 'db-1:3306', '']);
  });

  test('a topology is drawn as orchestrator draws it', async () => {
    const { stdout } = await topiary('topology', 'db-2');
    const version = /\[0s,ok,([^,]+)/.exec(stdout)?.[1] ?? '';
    expect(stdout.split('\n')).toEqual([
      `db-1:3306     [0s,ok,${version},rw,ROW,>>,GTID]`,
      `+ db-2:3306   [0s,ok,${version},ro,ROW,>>,GTID]`,
      `  - db-4:3306 [null,nonreplicating,${version},ro,ROW,>>,GTID]`,
      `+ db-30:3306  [412s,lag,${version},ro,ROW,>>,GTID]`,
      '',
    ]);
  });

  test('an instance tells its facts', async () => {
    const { stdout } = await topiary('instance', 'db-2:3306');
    expect(stdout).toMatch(/^master +db-1:3306, receiver running, applier running/m);
  });

  test('JSON is the answer of the API', async () => {
    const { stdout } = await topiary('clusters', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ clusters: [{ name: 'db-1:3306', instances: 4 }] });
  });
});

describe('moving', () => {
  test('a dry run shows the statements and changes nothing', async () => {
    const { code, stdout } = await topiary('relocate', 'db-30', '--below', 'db-2', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('db-30:3306: db-1:3306 → db-2:3306');
    expect(server.servers.sourceOf(id('db-30'))).toBe(id('db-1'));
  });

  test('a tree is reshaped by the names that orchestrator has, and their synonyms', async () => {
    const below = () => [server.servers.sourceOf(id('db-4')), server.servers.sourceOf(id('db-2'))];
    const there = await topiary('take-master', 'db-4', '--yes');
    expect([there.code, below()]).toEqual([0, [id('db-1'), id('db-4')]]);
    expect(there.stdout).toContain('Who may write does not change');
    expect((await topiary('enslave-master', 'db-2', '--yes')).code).toBe(0);
    expect(below()).toEqual([id('db-2'), id('db-1')]);
    const { stderr } = await topiary('take-master', 'db-2', '--yes');
    expect(stderr).toContain('planned takeover');
    expect((await topiary('make-master', 'db-2', '--yes')).stderr).toContain('planned takeover');
    const beside = await topiary('make-co-master', 'db-2', '--dry-run');
    expect([beside.code, beside.stdout]).toEqual([
      0,
      expect.stringContaining('replicate from db-2:3306, as "replicator"'),
    ]);
  });

  test('several moves, a host that is left, and a cluster as it stood before a plan', async () => {
    const below = () => ['db-2', 'db-30', 'db-4'].map((name) => server.servers.sourceOf(id(name)));
    const many = await topiary('move-many', 'db-4=db-30', 'db-30=db-2', '--yes', '--json');
    const plan = JSON.parse(many.stdout) as { id: string };
    expect(below()).toEqual([id('db-1'), id('db-2'), id('db-30')]);
    const left = await topiary('evacuate-host', 'db-2', '--yes');
    expect([left.code, below()]).toEqual([0, [id('db-1'), id('db-1'), id('db-30')]]);
    expect((await topiary('evacuate-host', 'db-4', '--yes')).stdout).toContain('Nobody replicates');
    expect((await topiary('evacuate-host', 'db-1', '--yes')).stderr).toContain('planned takeover');
    expect((await topiary('restore', plan.id, '--yes')).code).toBe(0);
    expect(below()).toEqual([id('db-1'), id('db-1'), id('db-2')]);
    const at = new Date().toISOString();
    const then = ['restore', '--cluster', 'db-1', '--at'] as const;
    expect((await topiary(...then, at, '--yes')).stderr).toContain('stands as it stood then');
    await topiary('relocate', 'db-30', '--below', 'db-2', '--yes');
    expect((await topiary(...then, at, '--yes')).code).toBe(0);
    expect(below()).toEqual([id('db-1'), id('db-1'), id('db-2')]);
    expect((await topiary(...then, 'noon')).stderr).toContain('"noon" is no time');
    expect((await topiary('restore', '--at', at)).stderr).toContain('Name a plan, or --cluster');
    expect((await topiary('move-many', 'db-4', '--yes')).stderr).toContain('"db-4" is no move');
  });

  test('a method is used as it was asked for, or not at all', async () => {
    expect((await topiary('move-gtid', 'db-30', '--below', 'db-2', '--dry-run')).stdout).toContain('By GTID');
    expect((await topiary('move-equivalent', 'db-30', '--below', 'db-2', '--dry-run')).stdout).toContain('By GTID');
    const other = await topiary('relocate', 'db-30', '--below', 'db-2', '--method', 'pseudo-gtid', '--dry-run');
    expect(other.stderr).toContain('replicates by GTID, and a move never turns that off');
    for (const command of [
      ['match', 'db-30', '--below', 'db-2'],
      ['match-slaves', 'db-1', '--below', 'db-2'],
      ['rematch', 'db-4'],
      ['match-up', 'db-4'],
      ['regroup-slaves-pgtid', 'db-1'],
    ])
      expect((await topiary(...command, '--dry-run')).stderr).toContain(
        'replicates by GTID, and a move never turns that off',
      );
    const anchored = await topiary('repoint-replicas', 'db-1', '--method', 'coordinates', '--dry-run');
    expect(anchored.stderr).toContain('replicates by GTID, and a move never turns that off');
    expect((await topiary('relocate', 'db-30', '--below', 'db-2', '--method', 'magic')).stderr).toContain(
      'It is one of',
    );
  });

  test('candidates and possible masters are named without changing anything', async () => {
    expect((await topiary('get-candidate-replica', 'db-1')).stdout).toBe('db-2:3306\n');
    expect((await topiary('can-replicate-from', 'db-30', '--below', 'db-2')).stdout).toBe('db-2:3306\n');
    expect((await topiary('can-replicate-from-gtid', 'db-30', '--below', 'db-2')).stdout).toBe('db-2:3306\n');
  });

  test('what is read from a server is printed as orchestrator does, or it is said why not', async () => {
    expect((await topiary('is-replicating', 'db-30')).stdout).toBe('db-30:3306\n');
    expect((await topiary('is-replicating', 'db-1')).stdout).toBe('');
    expect((await topiary('is-replication-stopped', 'db-30')).stdout).toBe('');
    expect((await topiary('which-gtid-errant', 'db-30')).stdout).toBe('\n');
    expect((await topiary('locate-gtid-errant', 'db-30')).stderr).toContain('has no errant transactions');
    expect((await topiary('last-pseudo-gtid', 'db-30')).code).toBe(1);
    expect((await topiary('correlate-binlog-pos', '-i', 'db-30', '-d', 'db-2')).stderr).toContain('is not answered');
    expect((await topiary('regroup-slaves-bls', 'db-1')).stderr).toContain('no binlog servers below it');
    expect((await topiary('processes', 'db-30')).stdout).toContain('STATEMENT');
    const gone = await topiary('kill-query', 'db-30', '--process', '987654', '--yes');
    expect([gone.code, gone.stderr.includes('987654')]).toEqual([1, true]);
    expect((await topiary('kill-query', 'db-30', '--process', 'x')).stderr).toContain('number of a connection');
  });

  test('without a terminal it must be told yes', async () => {
    const { code, stderr } = await topiary('relocate', 'db-30', '--below', 'db-2');
    expect([code, stderr]).toEqual([
      2,
      'Nobody can be asked here: pass --yes to run the plan, or --dry-run to see it.\n',
    ]);
  });

  test('a move, its plan, its undo and the audit', async () => {
    const moved = await topiary('relocate', 'db-30', '--below', 'db-2', '--yes', '--json');
    const plan = JSON.parse(moved.stdout) as { id: string; outcome: string };
    expect([moved.code, plan.outcome]).toEqual([0, 'done']);
    expect(server.servers.sourceOf(id('db-30'))).toBe(id('db-2'));
    expect((await topiary('plan', 'show', plan.id)).stdout).toMatch(new RegExp(`^Plan ${plan.id} on db-1:3306: done`));
    expect((await topiary('undo', plan.id, '--yes')).code).toBe(0);
    expect(server.servers.sourceOf(id('db-30'))).toBe(id('db-1'));
    const audit = (await topiary('audit')).stdout.split('\n');
    expect(audit[1]).toMatch(/anonymous +127\.0\.0\.1 \(cli\) +undo +ok/);
    expect(audit[2]).toMatch(new RegExp(`relocate +ok +${plan.id} `));
    const second = await topiary('audit', '--page', '2', '--page-size', '1');
    expect(second.stdout).toContain(plan.id);
    expect(second.stdout).toMatch(/\nPage 2 of \d+, \d+ entries: --page says which\.\n$/);
  });

  test.each(['set-writeable', 'set-writable'])('%s and back', async (name) => {
    const settings = () => server.engine.snapshot().instances.get(id('db-30'))?.observation?.settings;
    const shown = await topiary(name, 'db-30', '--dry-run', '--json');
    const plan = JSON.parse(shown.stdout) as { equivalents: { cli: string } };
    expect(plan.equivalents.cli).toBe('topiary set-writeable db-30:3306');
    expect((await topiary(name, 'db-30', '--yes')).code).toBe(0);
    expect(settings()?.readOnly).toBe(false);
    expect((await topiary('set-read-only', 'db-30', '--yes', '--super')).code).toBe(0);
    expect(settings()?.superReadOnly).toBe(true);
  });

  test('replication is stopped and started again, and its restart is printed', async () => {
    const shown = await topiary('stop-slave', 'db-30', '--thread', 'applier', '--dry-run', '--json');
    const plan = JSON.parse(shown.stdout) as { equivalents: { cli: string } };
    expect(plan.equivalents.cli).toBe('topiary stop-replica db-30:3306 --thread applier');
    const printed = await topiary('restart-replica-statements', 'db-30', '--statement', 'RESET X;');
    expect(printed.stdout.split('\n').slice(-2)).toEqual(['RESET X;', '']);
    expect((await topiary('stop-replica', 'db-30', '--yes')).code).toBe(0);
    expect(server.servers.threadsOf(id('db-30'))).toBe('stopped/stopped');
    expect((await topiary('start-slave', 'db-30', '--yes')).code).toBe(0);
    expect(server.servers.threadsOf(id('db-30'))).toBe('running/running');
  });

  test('a refused move says why and fails', async () => {
    const { code, stderr } = await topiary('relocate', 'db-2', '--below', 'db-4', '--yes');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^This cannot be done\.\n {2}db-4:3306 replicates from db-2:3306/);
  });
});

describe('what goes wrong is said in a sentence', () => {
  test('nobody answers', async () => {
    const { code, stderr } = await runCli(['clusters', '--api', 'http://127.0.0.1:9']);
    expect(code).toBe(3);
    expect(stderr).toBe(
      'No Topiary answers at http://127.0.0.1:9. Start one with "topiary serve" or "topiary demo", or say where it is with --api or TOPIARY_API.\n',
    );
  });

  test.each([
    [['instance', 'nobody'], 1, 'nobody:3306 is not a known server.'],
    [['topology', 'a:b'], 1, 'There is no cluster "a:b".'],
    [['topology', 'shop'], 1, 'There is no cluster "shop", and no known server is called so.'],
    [['audit', '--limit', '5'], 2, '(topiary audit --help says more)'],
    [['sandbox', 'kill'], 2, '(topiary sandbox kill --help says more)'],
    [['instance', 'a:b'], 2, '"a:b" is not an address'],
    [['plan', 'show', 'none'], 1, 'There is no plan none'],
    [['clusters', '--api', 'ftp://x'], 2, '"ftp://x" is not an address of a Topiary'],
    [['relocate', 'db-2'], 2, "required option '--below <address>' not specified"],
    [['delay-replication', 'db-2', '--seconds', '1.5'], 2, 'It is a whole number of seconds.'],
    [['replication-tls', 'db-2'], 2, 'Say either --on or --off.'],
    [['master-pos-wait', 'db-2', '--binlog', 'x'], 2, 'Say either --binlog file:position or --gtids.'],
    [['nosuch'], 2, "unknown command 'nosuch'"],
    [['serve', '--config', '/nowhere.json'], 1, 'The configuration file /nowhere.json cannot be read (ENOENT).'],
    [['sandbox', 'up', 'm >'], 1, 'm >'],
    [['sandbox', 'kill', 'no-such-sandbox', 'm'], 1, 'no-such-sandbox'],
    [['demo', '--port', 'x'], 2, 'A port is a number from 0 to 65535.'],
    [['demo', '--mysql-only', '--mariadb-only', '--port', '0'], 2, 'leave nothing'],
    [['demo', '--group', '--mariadb-only', '--port', '0'], 2, '--mariadb-only leaves MySQL out: give one of them.'],
    [['audit', '--page', '0'], 2, 'Pages are counted from 1.'],
  ])('%j', async (words, code, sentence) => {
    const end = await topiary(...words);
    expect(end.stderr).toContain(sentence);
    expect(end.stderr).not.toMatch(/^ {4}at /m);
    expect(end.code).toBe(code);
  });

  test('a password is asked for where there is one', async () => {
    const closed = await startTestServer({
      topology: 'a',
      http: { authentication: { kind: 'basic', user: 'u', password: 'p' } },
    });
    try {
      expect((await runCli(['clusters', '--api', closed.url])).stderr).toContain('pass --auth user:password');
      expect((await runCli(['clusters', '--api', `${closed.url}/api`, '--auth', 'u:p'])).code).toBe(0);
    } finally {
      await closed.close();
    }
  });
});
