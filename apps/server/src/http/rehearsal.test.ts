/** What would happen if servers died, asked through the API; the thread of its own is real. */
import type { RehearsalView } from '@topiary/contract';
import { id } from '@topiary/domain/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, until } from '../testing/test-server.ts';
import type { TestServer } from '../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ topology: 'm > a, b\nx > y' });
  await until(() => server.engine.status().acting.kind === 'self');
});
afterAll(() => server.close());

const ask = (body: unknown): Promise<Response> => server.post('/api/v1/rehearsals', body);

describe('a rehearsal', () => {
  test('shows who would follow a dead master and what holds it back in life, and touches no server', async () => {
    const before = server.engine.snapshot().clusters;
    const [response, another] = await Promise.all([
      ask({ kind: 'host', host: 'm' }),
      ask({ kind: 'instance', instance: 'x:3306' }),
    ]);
    // One at a time.
    expect([response.status, another.status]).toEqual([200, 409]);
    const shown = (await response.json()) as RehearsalView;
    expect(shown).toMatchObject({ dies: ['m:3306'], how: 'machine', isOver: true });
    expect(shown.before.map(({ nodes }) => nodes.map((node) => node.id))).toEqual([['a:3306', 'b:3306', 'm:3306']]);
    const [recovery] = shown.recoveries;
    const winner = recovery?.recovery.successor;
    expect(['a:3306', 'b:3306']).toContain(winner);
    expect(recovery?.plan?.outcome).toBe('done');
    expect(shown.after[0]).toMatchObject({ masters: [winner], id: shown.before[0]?.id });
    expect(shown.heldBack.map(({ instance, gate }) => [instance, gate.code])).toEqual([['m:3306', 'cluster-filter']]);
    expect(server.engine.snapshot().clusters).toEqual(before);
    expect(server.engine.snapshot().instances.get(id('m'))?.health).toBe('ok');
  });

  test('says what is wrong with what was asked', async () => {
    const unknown = await ask({ kind: 'instance', instance: 'q:3306' });
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'instance-unknown' } }]);
    const nobody = await ask({ kind: 'data-center', dataCenter: 'nowhere' });
    expect([nobody.status, await nobody.json()]).toMatchObject([404, { error: { code: 'rehearsal-nothing-dies' } }]);
    expect((await ask({ kind: 'planet' })).status).toBe(400);
  });
});
