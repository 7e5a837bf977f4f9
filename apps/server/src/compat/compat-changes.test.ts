import type { OutgoingHttpHeaders } from 'node:http';
import { id } from '@topiary/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesOf, compatGet } from '../testing/compat-client.ts';
import type { CompatRequest, Envelope } from '../testing/compat-client.ts';
import { AUDIT_SHAPE, INSTANCE_SHAPE, shapeOf } from '../testing/orchestrator-shapes.ts';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    topology: 'db-1 > db-2, db-30; db-2 > db-4\n10.0.0.1:3307 > 10.0.0.2:3307',
    http: { urlPrefix: '/orc' },
  });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const get = (path: string, options: CompatRequest = {}) => compatGet(`${server.url}/api/${path}`, options);

async function json(path: string): Promise<unknown> {
  return JSON.parse((await get(path)).text);
}

function expectError(text: string, message: string | RegExp): void {
  const envelope = JSON.parse(text) as Envelope;
  expect([envelope.Code, envelope.Details]).toEqual(['ERROR', null]);
  expect(envelope.Message).toMatch(message);
}

describe('changes', () => {
  test('discover answers with a live instance', async () => {
    const answer = (await json('discover/db-2/3306')) as Envelope;
    expect(answer).toMatchObject({ Code: 'OK', Message: 'Instance discovered: db-2:3306' });
    expect(shapeOf(answer.Details)).toEqual(INSTANCE_SHAPE);
    expect(answer.Details).toMatchObject({
      FlavorName: '',
      LastSeenTimestamp: '',
      SecondsSinceLastSeen: { Int64: 0, Valid: false },
      PromotionRule: '',
    });
  });

  test('discover of what does not answer is an error with the cause', async () => {
    const answer = await get('discover/nobody/3306');
    expect(answer.status).toBe(500);
    expectError(answer.text, /^nobody:3306: ./);
  });

  test('refresh answers with the key', async () => {
    expect(await json('refresh/db-2/3306')).toEqual({
      Code: 'OK',
      Message: 'Instance refreshed: db-2:3306',
      Details: { Hostname: 'db-2', Port: 3306 },
    });
  });

  test('who may write is set, and set again without an error', async () => {
    const readOnly = () => server.engine.snapshot().instances.get(id('db-4'))?.observation?.settings.readOnly;
    const writeable = { Code: 'OK', Message: 'Server set as writeable', Details: { ReadOnly: false } };
    expect(await json('set-writeable/db-4/3306')).toMatchObject(writeable);
    expect(readOnly()).toBe(false);
    expect(await json('set-writeable/db-4/3306')).toMatchObject(writeable);
    expect(await json('set-read-only/db-4/3306')).toMatchObject({
      Code: 'OK',
      Message: 'Server set as read-only',
      Details: { ReadOnly: true },
    });
    expect(readOnly()).toBe(true);
    expectError((await get('set-read-only/nobody/3306')).text, /^Cannot read instance: nobody:3306$/);
  });

  test("replication is stopped, restarted, delayed and detached, with orchestrator's answers", async () => {
    const threads = () => server.servers.threadsOf(id('db-4'));
    const stopped = { Code: 'OK', Message: 'Replica stopped: db-4:3306', Details: { ReplicationSQLThreadState: 0 } };
    expect(await json('stop-slave/db-4/3306')).toMatchObject(stopped);
    expect(await json('stop-replica/db-4/3306')).toMatchObject(stopped);
    expect(threads()).toBe('stopped/stopped');
    expect(await json('restart-slave/db-4/3306')).toMatchObject({ Message: 'Replica restarted: db-4:3306' });
    expect(threads()).toBe('running/running');
    expect(await json('delay-replication/db-4/3306/7')).toMatchObject({ Code: 'OK', Details: 7 });
    expect(await json('delay-replication/db-4/3306/0')).toMatchObject({ Code: 'OK', Details: 0 });
    expectError((await get('delay-replication/db-4/3306/-1')).text, /^Invalid delay: -1$/);
    expect(await json('detach-replica/db-4/3306')).toMatchObject({
      Details: { IsDetachedMaster: true, MasterKey: { Hostname: '//db-2', Port: 3306 } },
    });
    expect(await json('reattach-slave-master-host/db-4/3306')).toMatchObject({
      Details: { IsDetachedMaster: false, MasterKey: { Hostname: 'db-2', Port: 3306 } },
    });
    expectError((await get('skip-query/db-4/3306')).text, /nothing to skip/);
  });

  test('the statements of a restart surround the given one, and nothing is run', async () => {
    const answer = (await json('restart-replica-statements/db-4/3306?q=RESET%20X%3B%0A')) as Envelope;
    expect(answer.Details).toEqual([expect.any(String), 'RESET X;']);
    expect(server.servers.threadsOf(id('db-4'))).toBe('running/running');
  });

  test('a new binary log is begun', async () => {
    const answer = await json('flush-binary-logs/db-2/3306');
    expect(answer).toMatchObject({ Code: 'OK', Message: 'Binary logs flushed on: db-2:3306' });
  });

  test.each(['relocate', 'relocate-below'])('%s moves and answers with the instance at its new place', async (verb) => {
    const target = verb === 'relocate' ? 'db-30' : 'db-2';
    const answer = (await json(`${verb}/db-4/3306/${target}/3306`)) as Envelope;
    expect(answer).toMatchObject({
      Code: 'OK',
      Message: `Instance db-4:3306 relocated below ${target}:3306`,
      Details: { MasterKey: { Hostname: target, Port: 3306 } },
    });
    expect(shapeOf(answer.Details)).toEqual(INSTANCE_SHAPE);
    expect(server.servers.sourceOf(id('db-4'))).toBe(id(target));
  });

  test('a move to where it is succeeds, as there', async () => {
    expect(await json('relocate/db-4/3306/db-2/3306')).toMatchObject({ Code: 'OK' });
  });

  test('a refused move is an error with every reason', async () => {
    const answer = await get('relocate/db-2/3306/db-4/3306');
    expect(answer.status).toBe(500);
    expectError(answer.text, 'close a circle');
    expect(await json('relocate/db-4/3306/none/3306')).toMatchObject({
      Code: 'ERROR',
      Message: 'Cannot read instance: none:3306',
    });
  });

  test('the replicas of a server move together, limited by a pattern', async () => {
    expect(await json('relocate-slaves/db-1/3306/db-30/3306?pattern=nothing')).toMatchObject({
      Code: 'OK',
      Details: [],
    });
    expect(await json('relocate-slaves/db-1/3306/db-30/3306?pattern=(')).toMatchObject({ Code: 'ERROR' });
    const there = (await json('relocate-replicas/db-1/3306/db-30/3306?pattern=db-2')) as {
      Message: string;
      Details: unknown;
    };
    expect(there.Message).toBe('Relocated 1 replicas of db-1:3306 below db-30:3306; 0 errors: []');
    expect(addressesOf(there.Details)).toEqual(['db-2:3306']);
    expect(addressesOf(((await json('relocate-slaves/db-30/3306/db-1/3306')) as Envelope).Details)).toEqual([
      'db-2:3306',
    ]);
  });

  test('a replica that cannot be moved with the others is told of, with the reason of the plan', async () => {
    const moved = (await json('relocate-slaves/db-1/3306/db-4/3306')) as Envelope & { Message: string };
    expect(moved.Message).toMatch(/^Relocated 1 replicas of db-1:3306 below db-4:3306; 1 errors: \[.*db-2:3306.*\]$/);
    expect(addressesOf(moved.Details)).toEqual(['db-30:3306']);
    expect(await json('relocate/db-30/3306/db-1/3306')).toMatchObject({ Code: 'OK' });
  });

  test('a tree is reshaped by the old names and their synonyms, and answers as there', async () => {
    const below = (name: string) => server.servers.sourceOf(id(name));
    expect(await json('take-master/db-4/3306')).toMatchObject({
      Code: 'OK',
      Message: 'db-4:3306 took its master',
      Details: { MasterKey: { Hostname: 'db-1', Port: 3306 } },
    });
    expect([below('db-4'), below('db-2')]).toEqual([id('db-1'), id('db-4')]);
    expect(await json('enslave-master/db-2/3306')).toMatchObject({ Message: 'db-2:3306 took its master' });
    expect([below('db-2'), below('db-4')]).toEqual([id('db-1'), id('db-2')]);
    expect(await json('move-up/db-4/3306')).toMatchObject({ Message: 'Instance db-4:3306 moved up' });
    expect(await json('move-below/db-4/3306/db-2/3306')).toMatchObject({
      Message: 'Instance db-4:3306 moved below db-2:3306',
    });
    expect(await json('repoint/db-4/3306/db-2/3306')).toMatchObject({
      Message: 'Instance db-4:3306 repointed below db-2:3306',
    });
    const up = (await json('move-up-slaves/db-2/3306')) as Envelope & { Message: string };
    expect(up.Message).toBe('Moved up 1 replicas of db-2:3306 below db-1:3306; 0 errors: []');
    expect(addressesOf(up.Details)).toEqual(['db-4:3306']);
    expect(await json('enslave-siblings/db-30/3306')).toMatchObject({ Message: 'Took 2 siblings of db-30:3306' });
    expect(await json('regroup-replicas/db-30/3306')).toMatchObject({
      Message: 'promoted replica: db-2:3306, lost: 0, trivial: 1, pseudo-gtid: 0',
      Details: { Hostname: 'db-2', Port: 3306 },
    });
    expect(await json('move-replicas-gtid/db-30/3306/db-1/3306')).toMatchObject({
      Message: 'Moved 1 replicas of db-30:3306 below db-1:3306 via GTID; 0 errors: []',
      Details: { Hostname: 'db-1', Port: 3306 },
    });
    expect(await json('repoint-replicas/db-1/3306')).toMatchObject({ Message: 'Repointed 2 replicas of db-1:3306' });
    expect(await json('move-equivalent/db-4/3306/db-2/3306')).toMatchObject({
      Message: 'Instance db-4:3306 relocated via equivalence coordinates below db-2:3306',
    });
    expect(await json('regroup-slaves-bls/db-1/3306')).toMatchObject({
      Code: 'ERROR',
      Message: expect.stringContaining('has no binlog servers below it'),
    });
  });

  test('moves by Pseudo-GTID are asked for by their old names, and refused where replicas follow GTIDs', async () => {
    const method = 'replicates by GTID, and a move never turns that off';
    for (const path of [
      'match/db-30/3306/db-2/3306',
      'match-below/db-30/3306/db-2/3306',
      'match-up/db-4/3306',
      'match-slaves/db-1/3306/db-2/3306',
      'multi-match-replicas/db-1/3306/db-2/3306',
      'match-up-replicas/db-2/3306',
      'regroup-slaves-pgtid/db-1/3306',
    ])
      expectError((await get(path)).text, method);
    expect(await json('match-replicas/db-30/3306/db-2/3306')).toMatchObject({
      Message: 'Matched 0 replicas of db-30:3306 below db-2:3306; 0 errors: []',
      Details: { Hostname: 'db-2', Port: 3306 },
    });
    expectError((await get('match-up/db-2/3306')).text, 'replicates from nobody');
  });

  test('a swap with the master that takes the writes is refused, with what to do instead', async () => {
    expectError((await get('take-master/db-2/3306')).text, 'planned takeover');
    expectError((await get('move-up/db-2/3306')).text, 'replicates from nobody');
    expectError((await get('make-master/db-2/3306')).text, 'planned takeover');
    expectError((await get('make-master/db-4/3306')).text, "take its master's place");
  });

  test('the top of a tree gets a co-master, once', async () => {
    expect(await json('make-co-master/db-2/3306')).toMatchObject({
      Code: 'OK',
      Message: 'Instance made co-master: db-2:3306',
      Details: { IsCoMaster: true, MasterKey: { Hostname: 'db-1', Port: 3306 } },
    });
    expect(server.servers.sourceOf(id('db-1'))).toBe(id('db-2'));
    expectError((await get('make-co-master/db-2/3306')).text, 'co-masters');
    expectError((await get('make-co-master/db-4/3306')).text, 'would be a third one');
  });

  test('whether a server could read from another is answered without moving it', async () => {
    expect(await json('can-replicate-from/db-4/3306/db-30/3306')).toEqual({
      Code: 'OK',
      Message: 'true',
      Details: { Hostname: 'db-30', Port: 3306 },
    });
    expect(await json('can-replicate-from-gtid/db-4/3306/db-2/3306')).toMatchObject({ Message: 'true' });
    expect((await get('can-replicate-from/db-4/3306/nobody/3306')).text).toContain('Cannot read instance');
  });

  test('all of it is in the audit, newest first, by the old names', async () => {
    const audit = (await json('audit')) as { AuditId: number; AuditType: string; Message: string }[];
    for (const entry of audit) expect(shapeOf(entry)).toEqual(AUDIT_SHAPE);
    expect(audit.map(({ AuditId }) => AuditId)).toEqual(
      audit.map(({ AuditId }) => AuditId).toSorted((left, right) => right - left),
    );
    expect(audit.map(({ AuditType }) => AuditType)).toContain('relocate');
    expect(audit.find(({ AuditType }) => AuditType === 'relocate')?.Message).toMatch(
      /^db-\d+:3306 below db-\d+:3306: done, 1 of 1 moved\.$/,
    );
    expect(await json('audit/0')).toEqual(await json('audit/'));
    expect(await json('audit/x')).toEqual(await json('audit'));
    expect(await json('audit/999')).toEqual([]);
    const ofOne = (await json('audit/instance/db-4/3306')) as { AuditInstanceKey: unknown }[];
    expect(new Set(ofOne.map(({ AuditInstanceKey }) => JSON.stringify(AuditInstanceKey)))).toEqual(
      new Set(['{"Hostname":"db-4","Port":3306}']),
    );
  });
});

describe('browsers', () => {
  const CHANGES = [
    'discover/db-1/3306',
    'refresh/db-1/3306',
    'relocate/db-4/3306/db-30/3306',
    'relocate-below/db-4/3306/db-30/3306',
    'relocate-slaves/db-1/3306/db-30/3306',
    'relocate-replicas/db-1/3306/db-30/3306',
  ];
  const MARKS: readonly OutgoingHttpHeaders[] = [
    { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' },
    { 'accept-language': 'en' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-mode': 'no-cors' },
    { 'sec-ch-ua': '"Chromium"' },
    { origin: 'http://127.0.0.1' },
    { referer: 'http://127.0.0.1/' },
    { cookie: 'a=b' },
  ];

  test.each(MARKS)('a change with %j is refused', async (headers) => {
    const before = server.servers.executed.length;
    for (const path of CHANGES) {
      const answer = await get(path, { headers });
      expect([answer.status, answer.type]).toEqual([403, 'application/json; charset=UTF-8']);
      expectError(answer.text, 'refused to browsers');
    }
    expect(server.servers.executed).toHaveLength(before);
  });

  test('also by HEAD', async () => {
    expect((await get('discover/db-1/3306', { method: 'HEAD', headers: { cookie: 'a=b' } })).status).toBe(403);
  });

  test('reading is not refused', async () => {
    expect((await get('clusters', { headers: { 'user-agent': 'Mozilla/5.0', cookie: 'a=b' } })).status).toBe(200);
  });

  test('scripts are let through', async () => {
    for (const agent of [
      'curl/7.88.1',
      'orchestrator-client',
      'Wget/1.21',
      'python-requests/2.31',
      'Go-http-client/1.1',
    ]) {
      expect((await get('refresh/db-1/3306', { headers: { 'user-agent': agent, accept: '*/*' } })).status).toBe(200);
    }
  });
});
