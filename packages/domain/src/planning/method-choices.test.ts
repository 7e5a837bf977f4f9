import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import type { Policy } from '../policy/policy.ts';
import { id, move, planned, topology, withChannel } from '../testing/index.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { methodChoices } from './method-choices.ts';
import { methodsIn } from './methods.ts';
import type { MoveMethod } from './methods.ts';
import { asPlanId } from './plan.ts';
import type { AskedIntent } from './plan.ts';

const TREE = 'm > a, b, c';
const byFile = { change: withChannel({ positioning: 'file' }) };
const mixed = topology(TREE, { servers: { a: byFile, b: byFile } });
const MARKED: Policy = { ...DEFAULT_POLICY, pseudoGtid: { writtenByTopiary: true, notWrittenIn: new Set() } };
const toB: AskedIntent = { kind: 'relocate', replica: id('a'), channel: null, target: id('b') };

function choices(snapshot: TopologySnapshot, intent: AskedIntent, policy = DEFAULT_POLICY) {
  return methodChoices({ snapshot, policy, id: asPlanId('p'), intent }).map(
    ({ method, isAutomatic, allowed, reasons }) =>
      [method, isAutomatic ? 'automatic' : allowed, ...reasons.slice(0, 1).map(({ code }) => code)] as const,
  );
}

test('of a replica that uses GTID there is one method, and the others are said not to turn that off', () => {
  expect(choices(topology(TREE), toB)).toEqual([
    ['gtid', 'automatic'],
    ['pseudo-gtid', false, 'method-keeps-gtid'],
    ['binlog-server', false, 'method-keeps-gtid'],
    ['coordinates', false, 'method-keeps-gtid'],
    ['switch-to-gtid', false, 'gtid-on-already'],
  ]);
});

test('without GTID it is Pseudo-GTID where there are markers, and else file and position', () => {
  expect(choices(mixed, toB, MARKED)).toEqual([
    ['gtid', false, 'method-needs-gtid'],
    ['pseudo-gtid', 'automatic'],
    ['binlog-server', false, 'method-needs-one-log'],
    ['coordinates', true],
    ['switch-to-gtid', true],
  ]);
  expect(choices(mixed, { ...toB, method: 'coordinates' }, MARKED)).toEqual(choices(mixed, toB, MARKED));
  expect(choices(mixed, toB)).toEqual([
    ['gtid', false, 'method-needs-gtid'],
    ['pseudo-gtid', false, 'match-no-pattern'],
    ['binlog-server', false, 'method-needs-one-log'],
    ['coordinates', 'automatic'],
    ['switch-to-gtid', true],
  ]);
});

test('several replicas may go by several methods, and a plan says each of them with its reason', () => {
  const all: AskedIntent = { kind: 'relocate-replicas', source: id('m'), target: id('b'), only: null };
  expect(choices(mixed, all).filter(([, state]) => state === 'automatic')).toEqual([
    ['gtid', 'automatic'],
    ['coordinates', 'automatic'],
  ]);
  const why = (method?: MoveMethod, policy = DEFAULT_POLICY) =>
    methodsIn(planned(mixed, { ...move('a', 'b'), ...(method === undefined ? {} : { method }) }, policy));
  expect(methodsIn(planned(mixed, all)).map(({ why: { code } }) => code)).toEqual([
    'moved-by-coordinates',
    'moved-by-gtid',
  ]);
  expect(why()).toMatchObject([{ method: 'coordinates', why: { code: 'moved-by-coordinates' } }]);
  expect(why('coordinates', MARKED)).toMatchObject([{ why: { code: 'moved-by-coordinates-asked' } }]);
  expect(why('pseudo-gtid', MARKED)).toMatchObject([{ why: { code: 'moved-by-pseudo-gtid-asked' } }]);
});

test('where one log is served on both sides, nobody stands still for a place in it', () => {
  const again: AskedIntent = {
    kind: 'reshape',
    shape: { kind: 'repoint', replica: id('a'), channel: null, target: null },
  };
  expect(choices(mixed, again)).toEqual([
    ['gtid', false, 'method-needs-gtid'],
    ['pseudo-gtid', false, 'match-no-pattern'],
    ['binlog-server', 'automatic'],
    ['coordinates', false, 'method-has-one-log'],
    ['switch-to-gtid', true],
  ]);
});

test('what moves nobody has no methods', () => {
  const act = { kind: 'control', instance: id('a'), act: { kind: 'flush-binary-logs' } } as const;
  expect(choices(mixed, act)).toEqual([]);
});
