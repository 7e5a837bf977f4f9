import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { DEFAULT_TAKEOVER } from '../../policy/takeover-policy.ts';
import type { ServerEvent, ServerStanding } from '../../processes/standing.ts';
import { id, topology } from '../../testing/index.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { oppositeOf } from '../step-kinds.ts';

const BARE: ServerStanding = { variables: {}, persisted: {}, sources: {}, events: [], seesEvents: true };

interface Standing {
  readonly master?: Partial<ServerStanding>;
  readonly successor?: Partial<ServerStanding>;
  readonly takeover?: Partial<NonNullable<Policy['takeover']>>;
}

function decided({ master = {}, successor = {}, takeover = {} }: Standing) {
  const policy: Policy = {
    ...DEFAULT_POLICY,
    replicationAccount: { origin: 'configured', user: 'repl' },
    takeover: { ...DEFAULT_TAKEOVER, ...takeover },
  };
  const standings = new Map([
    [id('m'), { kind: 'read', value: { ...BARE, ...master } } as const],
    [id('a'), { kind: 'read', value: { ...BARE, ...successor } } as const],
  ]);
  const intent = { kind: 'replace-master', master: id('m'), successor: id('a'), because: 'takeover' } as const;
  return planIntent({ snapshot: topology('m > a, b'), policy, intent, id: asPlanId('p'), reads: { standings } });
}

function made(standing: Standing): Plan {
  const plan = decided(standing);
  if ('kind' in plan) throw new Error(plan.reasons.map(({ code }) => code).join(', '));
  return plan;
}

const kindsOf = (plan: Plan): readonly string[] =>
  stepsInOrder(plan).map(({ kind, instance }) => `${kind} ${instance}`);
const codesOf = ({ checks }: Plan): readonly string[] => checks.map(({ message }) => message.code);
const daily = (state: ServerEvent['state']): ServerEvent => ({
  database: 'shop',
  name: 'daily',
  definer: 'app@%',
  state,
});

describe('variables', () => {
  const profile = { promoted: { Sync_Binlog: '1' }, demoted: { sync_binlog: '0' } };

  test('of who is to take writes are set before the master is closed, those of the old one when all is done', () => {
    const variables = { sync_binlog: '100' };
    const plan = made({ master: { variables }, successor: { variables }, takeover: profile });
    expect(kindsOf(plan).slice(0, 2)).toEqual([`set-variables ${id('a')}`, `set-writability ${id('m')}`]);
    const [up, down] = stepsInOrder(plan).filter((step) => step.kind === 'set-variables');
    expect(up?.changes).toEqual([{ name: 'sync_binlog', to: '1', was: '100' }]);
    expect(up === undefined ? null : oppositeOf(up)).toMatchObject({ changes: [{ to: '100', was: '1' }] });
    expect(down).toMatchObject({ instance: id('m'), changes: [{ to: '0' }] });
  });

  test('that are so already are left alone, and one that a server lacks is said', () => {
    const plan = made({ master: { variables: { sync_binlog: 'OFF' } }, takeover: profile });
    expect(kindsOf(plan).filter((kind) => kind.startsWith('set-variables'))).toEqual([]);
    expect(codesOf(plan)).toContain('variable-unknown');
  });

  test.each([
    ['sync_binlog; DROP TABLE x', '1'],
    ['sync_binlog', '1; DROP TABLE x'],
  ])('%s = %s is refused', (name, value) => {
    const plan = decided({ takeover: { promoted: { [name]: value } } });
    expect('kind' in plan && plan.reasons.map(({ code }) => code)).toEqual(['variable-not-settable']);
  });
});

describe('what a restart brings back', () => {
  const variables = { persisted_globals_load: 'ON' };

  test('is put right where it is persisted the other way', () => {
    const plan = made({
      master: { variables, persisted: { read_only: 'OFF' } },
      successor: { variables, persisted: { super_read_only: 'ON', read_only: 'ON' } },
    });
    const [up, down] = stepsInOrder(plan).filter((step) => step.kind === 'set-variables');
    expect(up).toMatchObject({ instance: id('a'), persists: true });
    expect(up?.changes.map(({ name, to }) => [name, to])).toEqual([
      ['super_read_only', '0'],
      ['read_only', '0'],
    ]);
    expect(down).toMatchObject({ instance: id('m'), persists: true });
    expect(down?.changes.map(({ to }) => to)).toEqual(['1', '1']);
  });

  test('is left to the configuration file where nothing is persisted, unless that is asked for', () => {
    const standing = { master: { variables }, successor: { variables } };
    const persisting = (plan: Plan): number =>
      stepsInOrder(plan).filter((step) => step.kind === 'set-variables').length;
    expect(persisting(made(standing))).toBe(0);
    expect(persisting(made({ ...standing, takeover: { persistsReadOnly: true } }))).toBe(2);
  });
});

describe('events', () => {
  test('that run on the master run on its successor then, and only there', () => {
    const plan = made({
      master: { events: [daily('enabled'), { ...daily('disabled'), name: 'yearly' }] },
      successor: { events: [daily('disabled-on-replica'), { ...daily('disabled-on-replica'), name: 'yearly' }] },
    });
    const [off, on] = stepsInOrder(plan).filter((step) => step.kind === 'switch-events');
    const [named] = [{ database: 'shop', name: 'daily', definer: 'app@%' }];
    expect(off).toMatchObject({ instance: id('m'), lane: id('m'), to: 'disabled-on-replica', events: [named] });
    expect(on).toMatchObject({ instance: id('a'), lane: id('a'), to: 'enabled', events: [named] });
    expect(kindsOf(plan)[0]).toBe(`switch-events ${id('m')}`);
    expect(off === undefined ? null : oppositeOf(off)).toMatchObject({ to: 'enabled' });
  });

  test('that nobody may see, or that will not run, are said', () => {
    const plan = made({
      master: { events: [daily('enabled')], seesEvents: false },
      successor: { variables: { event_scheduler: 'OFF' } },
    });
    expect(codesOf(plan)).toEqual(expect.arrayContaining(['events-not-seen', 'event-scheduler-off']));
  });
});
