import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { DEFAULT_TAKEOVER } from '../../policy/takeover-policy.ts';
import type { ServerEvent, ServerStanding } from '../../processes/standing.ts';
import { id, topology, withSettings } from '../../testing/index.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import { readsOf } from '../reads.ts';

const BARE: ServerStanding = { variables: {}, persisted: {}, sources: {}, events: [], seesEvents: true };
const event = (name: string, state: ServerEvent['state']): ServerEvent => ({
  database: 'shop',
  name,
  definer: 'app@%',
  state,
});
const policy: Policy = {
  ...DEFAULT_POLICY,
  takeover: { ...DEFAULT_TAKEOVER, promoted: { sync_binlog: '1' }, demoted: { sync_binlog: '100' } },
};

interface Played {
  readonly standing?: Partial<ServerStanding> | null;
  readonly readOnly?: boolean;
  /** Not for accounts with more privileges. */
  readonly isHalf?: boolean;
}

function played(part: 'master' | 'replica', { standing = {}, readOnly = part === 'replica', isHalf = false }: Played) {
  const snapshot = topology('m > a', {
    servers: { m: { readOnly, ...(isHalf && { change: withSettings({ superReadOnly: false }) }) } },
  });
  const intent = { kind: 'control', instance: id('m'), act: { kind: 'play-part', part } } as const;
  const reads =
    standing === null
      ? {}
      : { standings: new Map([[id('m'), { kind: 'read', value: { ...BARE, ...standing } } as const]]) };
  expect(readsOf(intent)).toEqual(['standings']);
  const plan = planIntent({ snapshot, policy, intent, id: asPlanId('p'), reads });
  if ('kind' in plan) return { refused: plan.reasons.map(({ code }) => code) };
  const steps = stepsInOrder(plan);
  return {
    steps: steps.map((step) =>
      step.kind === 'set-variables'
        ? `${step.persists === true ? 'persist ' : ''}${step.changes.map(({ name, to }) => `${name}=${to}`).join(' ')}`
        : step.kind === 'switch-events'
          ? `${step.events.map(({ name }) => name).join(' ')} ${step.to}`
          : step.kind,
    ),
    checks: plan.checks.map(({ message: { code } }) => code),
  };
}

const KEEPS = { persisted_globals_load: 'ON' };

describe('a server that took over because its master is gone', () => {
  test('gets the variables of a master, is writable after a restart too, and runs the events of its master', () => {
    const standing = {
      variables: { ...KEEPS, sync_binlog: '100' },
      persisted: { read_only: 'ON' },
      events: [event('daily', 'disabled-on-replica'), event('old', 'disabled')],
    };
    expect(played('master', { standing })).toMatchObject({
      steps: ['persist super_read_only=0 read_only=0', 'sync_binlog=1', 'daily enabled'],
    });
  });

  test('of which all is so already has nothing done', () => {
    const standing = { variables: { sync_binlog: '1' }, events: [event('daily', 'enabled')] };
    expect(played('master', { standing })).toEqual({ refused: ['part-is-played'] });
  });

  test('is not asked for a part that it does not play, and nothing is done where it was not read', () => {
    expect(played('master', { readOnly: true })).toEqual({ refused: ['part-is-not-master'] });
    expect(played('replica', { readOnly: false })).toEqual({ refused: ['part-is-not-replica'] });
    expect(played('master', { standing: null })).toEqual({ refused: ['standing-not-read'] });
  });
});

describe('a master that became a replica', () => {
  const standing = {
    variables: { ...KEEPS, sync_binlog: '1' },
    persisted: { read_only: 'OFF' },
    events: [event('daily', 'enabled')],
  };

  test('gets the variables of a replica, stays closed over a restart, and its events run no more', () => {
    expect(played('replica', { standing, isHalf: true })).toMatchObject({
      steps: ['persist read_only=1 super_read_only=1', 'sync_binlog=100', 'daily disabled-on-replica'],
    });
  });

  test('and is closed for everybody keeps its events, which is said', () => {
    const told = played('replica', { standing });
    expect(told.steps).toEqual(['persist read_only=1 super_read_only=1', 'sync_binlog=100']);
    expect(told.checks).toContain('events-stay-enabled');
  });
});
