import { describe, expect, test } from 'vitest';
import { id, planned, refusalOf, topology, warningsOf, withSettings } from '../../testing/index.ts';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { planIntent } from '../plan-intent.ts';
import { describeStep } from '../step-kinds.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Intent } from '../plan.ts';
import type { Writability } from '../server-steps.ts';

const set = (name: string, to: Writability): Intent => ({
  kind: 'control',
  instance: id(name),
  act: { kind: 'set-writability', to },
});
const TREE = 'm > a';
const readOnly = { servers: { a: { change: withSettings({ readOnly: true, superReadOnly: false }) } } };

describe('who may write on a server', () => {
  test('is changed in one step, which knows how it was', () => {
    const [step, ...others] = stepsInOrder(planned(topology(TREE, readOnly), set('a', 'super-read-only')));
    expect(others).toEqual([]);
    expect(step).toMatchObject({ kind: 'set-writability', to: 'super-read-only', was: 'read-only' });
    expect(step === undefined ? null : describeStep(step).code).toBe('step-set-super-read-only');
  });

  test('is refused where it is so already, and where the family has no such thing', () => {
    expect(refusalOf({ topology: TREE, options: readOnly, intent: set('a', 'read-only') })).toEqual([
      'already-read-only',
    ]);
    const mariadb = { topology: TREE, options: { family: 'mariadb' as const } };
    expect(refusalOf({ ...mariadb, intent: set('a', 'super-read-only') })).toEqual(['no-super-read-only']);
  });

  test('is read-only for everybody where that is configured and the family can', () => {
    const policy = { ...DEFAULT_POLICY, readOnlyForAll: true };
    const intent = set('a', 'read-only');
    const made = (family: 'mysql' | 'mariadb'): unknown => {
      const change = withSettings({ readOnly: false, superReadOnly: false });
      const snapshot = topology(TREE, { family, servers: { a: { change } } });
      const plan = planIntent({ snapshot, policy, intent, id: asPlanId('p') });
      return 'kind' in plan ? plan.reasons : { steps: stepsInOrder(plan), notes: plan.notes };
    };
    expect(made('mysql')).toMatchObject({ steps: [{ to: 'super-read-only' }], notes: [{ code: 'read-only-for-all' }] });
    expect(made('mariadb')).toMatchObject({ steps: [{ to: 'read-only' }], notes: [] });
  });

  test('is warned of where a replica would take writes, or a master would take none', () => {
    expect(warningsOf({ topology: TREE, options: readOnly, intent: set('a', 'writable') })).toEqual([
      'replica-becomes-writable',
    ]);
    expect(warningsOf({ topology: TREE, intent: set('m', 'super-read-only') })).toEqual(['master-becomes-read-only']);
  });
});

test('a server without a binary log begins no new one', () => {
  const intent: Intent = { kind: 'control', instance: id('a'), act: { kind: 'flush-binary-logs' } };
  const options = { servers: { a: { change: withSettings({ logBin: false }) } } };
  expect(refusalOf({ topology: TREE, options, intent })).toEqual(['target-has-no-binlog']);
});
