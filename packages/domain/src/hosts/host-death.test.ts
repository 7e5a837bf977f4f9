import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { topology } from '../testing/index.ts';
import type { ServerOptions } from '../testing/index.ts';
import { HEALTH_CLASSES } from '../topology/snapshot.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { deathOf } from './host-death.ts';
import { hostsIn } from './host.ts';

const lossesOf = (snapshot: TopologySnapshot, host = 'x') =>
  deathOf(snapshot, host).clusters.map(({ cluster: _cluster, ...loss }) => loss);

describe('the death of a host', () => {
  test('takes the master, and leaves replicas elsewhere without a source', () => {
    expect(lossesOf(topology('x:1 > y:1, z:1, x:2'))).toEqual([
      {
        name: 'x:1',
        whole: false,
        masters: ['x:1'],
        mastersLeft: 0,
        replicas: ['x:2'],
        replicasLeft: 2,
        replicasUnsure: 0,
        cutOff: ['y:1', 'z:1'],
        losesLastReplica: 'no',
      },
    ]);
  });

  test('takes the last replica, and that is said only when it is sure', () => {
    expect(deathOf(topology('m > x:1, x:2'), 'x')).toMatchObject({
      loseReplicas: 1,
      loseMaster: 0,
      loseLastReplica: 1,
    });
    const other = (health: 'ok' | 'suspect' | 'unreachable') =>
      topology('m > x:1, y:1', { servers: { 'y:1': { health } } });
    expect(deathOf(other('ok'), 'x')).toMatchObject({ loseLastReplica: 0, mayLoseLastReplica: 0 });
    expect(deathOf(other('suspect'), 'x')).toMatchObject({ loseLastReplica: 0, mayLoseLastReplica: 1 });
    expect(deathOf(other('unreachable'), 'x')).toMatchObject({ loseLastReplica: 1, mayLoseLastReplica: 0 });
  });

  test('takes whole clusters, and a server alone has no last replica', () => {
    expect(deathOf(topology('x:1 > x:2\nx:3\ny > z'), 'x')).toMatchObject({
      loseMaster: 2,
      loseReplicas: 1,
      loseEverything: 2,
      loseLastReplica: 1,
    });
  });

  test('of one of two co-masters leaves the other', () => {
    expect(lossesOf(topology('x:1 <> y:1'))).toMatchObject([{ masters: ['x:1'], mastersLeft: 1 }]);
  });

  test('names clusters that lose a master first', () => {
    expect(lossesOf(topology('a > x:1\nx:2 > z')).map(({ name }) => name)).toEqual(['x:2', 'a:3306']);
  });

  test('of a host that nobody knows does nothing', () => {
    expect(deathOf(topology('a > b'), 'x').clusters).toEqual([]);
  });
});

/** Servers s0, s1, …, each on one of three hosts and below an earlier one or nobody. */
const fleet = fc.array(
  fc.record({
    host: fc.constantFrom('x', 'y', 'z'),
    above: fc.option(fc.nat({ max: 20 }), { freq: 4 }),
    health: fc.constantFrom(...HEALTH_CLASSES.filter((health) => health !== 'unprobed'), 'ok' as const),
  }),
  { minLength: 1, maxLength: 12 },
);

test('every server of a host is lost once, and what is left over is what answers elsewhere', () => {
  fc.assert(
    fc.property(fleet, (servers) => {
      const names = servers.map(({ host }, index) => `${host}:${index + 1}`);
      const text = servers.map(({ above }, index) =>
        above === null || index === 0 ? names[index] : `${names[above % index]} > ${names[index]}`,
      );
      const options: Record<string, ServerOptions> = {};
      servers.forEach(({ health }, index) => (options[names[index] ?? ''] = { health }));
      const snapshot = topology(text.join('\n'), { servers: options });
      for (const [host, on] of hostsIn(snapshot)) {
        const { clusters } = deathOf(snapshot, host);
        const lost = clusters.flatMap((loss) => [...loss.masters, ...loss.replicas]);
        expect(lost.toSorted()).toEqual(on.map(({ id }) => id).toSorted());
        for (const loss of clusters) checkLoss(loss, snapshot, new Set(lost));
      }
    }),
    { numRuns: 200 },
  );
});

function checkLoss(
  loss: ReturnType<typeof deathOf>['clusters'][number],
  snapshot: TopologySnapshot,
  lost: ReadonlySet<string>,
): void {
  const members = snapshot.clusters.get(loss.cluster)?.members ?? [];
  const survivors = members.filter((id) => !lost.has(id)).flatMap((id) => snapshot.instances.get(id) ?? []);
  expect(loss.whole).toBe(survivors.length === 0);
  const useful = survivors.filter(({ role, health }) => role !== 'master' && health === 'ok');
  expect(loss.replicasLeft).toBe(useful.length);
  if (useful.length > 0) expect(loss.losesLastReplica).toBe('no');
  for (const id of loss.cutOff) expect(lost.has(id)).toBe(false);
  if (loss.masters.length > 0 && !loss.whole) expect(loss.mastersLeft).toBe(0);
}
