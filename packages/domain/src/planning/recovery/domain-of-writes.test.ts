import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { DEFAULT_TAKEOVER } from '../../policy/takeover-policy.ts';
import { id, planned, topology } from '../../testing/index.ts';
import type { ServerOptions } from '../../testing/records.ts';
import { oppositeOf } from '../step-kinds.ts';
import { stepsInOrder } from '../plan.ts';
import type { Plan } from '../plan.ts';
import type { ReplaceMasterIntent } from './replace-intent.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
/** `r` reads from both trees, from `n` through `o`. */
const TEXT = 'm > a, b; n > o; m, o > r';

/** What it is set to write in, and what it has logged. */
const inDomain = (domainId: number, logged: string, more: Omit<ServerOptions, 'change'> = {}): ServerOptions => ({
  ...more,
  change: (observed) =>
    observed.gtid.kind === 'mariadb'
      ? { ...observed, gtid: { ...observed.gtid, domainId, binlogState: logged, slavePosition: '' } }
      : observed,
});

function replace({ other, gone = false, policy = POLICY }: { other: number; gone?: boolean; policy?: Policy }): Plan {
  const servers = {
    m: inDomain(1, '1-1-100', gone ? { health: 'unreachable' } : {}),
    a: inDomain(0, '1-1-100'),
    b: inDomain(0, '1-1-100'),
    n: inDomain(other, `${other}-4-100`),
    o: inDomain(7, `${other}-4-100`),
  };
  const intent: ReplaceMasterIntent = {
    kind: 'replace-master',
    master: id('m'),
    successor: id('a'),
    because: gone ? 'given-up' : 'takeover',
  };
  return planned(topology(TEXT, { family: 'mariadb', servers }), intent, policy);
}

const variablesIn = (plan: Plan) => stepsInOrder(plan).filter(({ kind }) => kind === 'set-variables');
const indexOf = (plan: Plan, kind: string, instance: string): number =>
  stepsInOrder(plan).findIndex((step) => step.kind === kind && step.instance === id(instance));
const codes = ({ checks }: Plan): readonly string[] => checks.map(({ message }) => message.code);

test('a successor goes on in the domain of its master where its own comes to a replica from another master', () => {
  const plan = replace({ other: 0 });
  const [step] = variablesIn(plan);
  expect(step).toMatchObject({
    instance: id('a'),
    lane: id('m'),
    changes: [{ name: 'gtid_domain_id', to: '1', was: '0' }],
  });
  expect(indexOf(plan, 'set-variables', 'a')).toBeLessThan(indexOf(plan, 'set-writability', 'm'));
  expect(step === undefined ? null : oppositeOf(step)).toMatchObject({ changes: [{ to: '0', was: '1' }] });
  const check = plan.checks.find(({ message }) => message.code === 'successor-keeps-domain');
  expect(check?.message.params).toMatchObject({ candidate: id('a'), was: 0, to: 1, reader: id('r'), other: id('o') });
});

test('in place of one that is gone it does so before it is opened, and is opened where that fails', () => {
  const plan = replace({ other: 0, gone: true });
  const [step] = variablesIn(plan);
  expect(step).toMatchObject({ instance: id('a'), lane: id('r'), changes: [{ to: '1', was: '0' }] });
  expect(indexOf(plan, 'set-variables', 'a')).toBeLessThan(indexOf(plan, 'set-writability', 'a'));
  // It writes in that domain by then, whatever becomes of the replica.
  expect(step === undefined ? undefined : oppositeOf(step)).toBeNull();
});

test('it keeps its own where that comes from nobody else, where the domain of the master does, or where it is configured', () => {
  for (const gone of [false, true]) {
    expect(codes(replace({ other: 2, gone }))).not.toContain('successor-keeps-domain');
    expect(variablesIn(replace({ other: 1, gone }))).toEqual([]);
  }
  const takeover = { ...DEFAULT_TAKEOVER, promoted: { GTID_DOMAIN_ID: '3' } };
  expect(codes(replace({ other: 0, policy: { ...POLICY, takeover } }))).not.toContain('successor-keeps-domain');
});
