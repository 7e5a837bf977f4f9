import { analysisContext } from '@topiary/domain';
import type { ClusterId, TopologySnapshot } from '@topiary/domain';
import { id, topology, withChannel, withInstance } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { CurrentFindings, QUIET_LOOK_CLUSTERS, QUIET_LOOK_MS } from './current-findings.ts';

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

function watching(first: TopologySnapshot) {
  const clock = new VirtualClock(turn);
  const told: (readonly ClusterId[])[] = [];
  let snapshot = first;
  const findings = new CurrentFindings({
    clock,
    snapshot: () => snapshot,
    context: () => analysisContext(),
    onChange: (clusters) => void told.push(clusters),
  });
  const show = (next: TopologySnapshot) => {
    snapshot = next;
    findings.look(next.clusters.keys());
  };
  return { clock, told, findings, show, found: () => [...findings].map(({ instance, code }) => `${instance} ${code}`) };
}

const masterDead = (name: string, of: TopologySnapshot) => withInstance(of, name, { health: 'unreachable' });
const cutOff = withChannel({ receiver: 'connecting' });

test('a failure is found with the change that shows it, keeps the time at which it began, and is told once', () => {
  const healthy = topology('m > a, b');
  const { told, findings, show, found } = watching(healthy);
  const dead = ['a', 'b'].reduce(
    (of, name) => withInstance(of, name, { observation: cutOff }),
    masterDead('m', healthy),
  );
  show(dead);
  expect(found()).toContain('m:3306 DeadMaster');
  show({ ...dead, asOf: (dead.asOf + 5_000) as typeof dead.asOf });
  expect([...findings].find(({ code }) => code === 'DeadMaster')).toMatchObject({
    instance: id('m'),
    since: dead.asOf,
  });
  expect(told).toHaveLength(1);
  show(healthy);
  expect(found()).toEqual([]);
  expect(told).toHaveLength(2);
});

test('a cluster in which all servers answer and are connected is looked at within a second of its change', async () => {
  const healthy = topology('m > a, b');
  const { clock, show, found } = watching(healthy);
  const readOnly = withInstance(healthy, 'm', {
    observation: (seen) => ({ ...seen, settings: { ...seen.settings, readOnly: true } }),
  });
  show(readOnly);
  expect(found()).toEqual([]);
  await clock.advance(QUIET_LOOK_MS);
  expect(found()).toContain('m:3306 NoWriteableMasterStructureWarning');
});

test('many such clusters have their turn one after another', async () => {
  const names = Array.from({ length: QUIET_LOOK_CLUSTERS + 1 }, (_, index) => `m${index}`);
  const readOnly = Object.fromEntries(names.map((name) => [name, { readOnly: true }]));
  const { clock, show, findings } = watching(topology('x'));
  show(topology(names.map((name) => `${name} > r${name}`).join('\n'), { servers: readOnly }));
  const clusters = () => new Set([...findings].map(({ cluster }) => cluster)).size;
  await clock.advance(QUIET_LOOK_MS);
  expect(clusters()).toBe(QUIET_LOOK_CLUSTERS);
  await clock.advance(QUIET_LOOK_MS);
  expect(clusters()).toBe(QUIET_LOOK_CLUSTERS + 1);
});
