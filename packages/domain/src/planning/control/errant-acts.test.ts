import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { MysqlGtidSet } from '../../replication/mysql-gtid-set.ts';
import { id, topology, withChannels } from '../../testing/index.ts';
import type { TopologyOptions } from '../../testing/index.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';

const OWN = '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-3';

/** `a` has what nobody else has. */
function errantOnA(options: TopologyOptions): TopologySnapshot {
  const snapshot = topology('m > a, b', options);
  const found = { family: 'mysql', set: MysqlGtidSet.of(OWN) } as const;
  const instances = [...snapshot.instances].map(
    ([key, one]) => [key, key === id('a') ? { ...one, errant: { ...one.errant, found } } : one] as const,
  );
  return { ...snapshot, instances: new Map(instances) };
}

function answerTo(kind: 'gtid-errant-inject-empty' | 'gtid-errant-set-purged', options: TopologyOptions = {}) {
  const intent = { kind: 'control', instance: id('a'), act: { kind } } as const;
  const made = planIntent({ snapshot: errantOnA(options), policy: DEFAULT_POLICY, intent, id: asPlanId('p') });
  return 'kind' in made ? made.reasons.map(({ code }) => code) : stepsInOrder(made).map((step) => step.kind);
}

test('errant transactions are not written empty, or counted as executed, while anybody is detached whom they may be on their way to', () => {
  const detached = withChannels({ source: { host: '//a', port: 3306 }, receiver: 'stopped', applier: 'stopped' });
  const options: TopologyOptions = { servers: { b: { change: detached } } };
  expect(answerTo('gtid-errant-inject-empty')).toEqual(['inject-empty-transactions']);
  expect(answerTo('gtid-errant-inject-empty', options)).toEqual(['errant-while-detached']);
  expect(answerTo('gtid-errant-set-purged')).toContain('set-gtid-purged');
  expect(answerTo('gtid-errant-set-purged', options)).toEqual(['errant-while-detached']);
});
