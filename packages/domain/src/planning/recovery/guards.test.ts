import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { ProcessList, ServerProcess } from '../../processes/process.ts';
import { id, planned, topology } from '../../testing/index.ts';
import type { InstanceId } from '../../topology/address.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Read } from '../reads.ts';
import type { ReplaceMasterIntent } from './replace-intent.ts';

const POLICY = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } } as const;
const TAKEOVER: ReplaceMasterIntent = {
  kind: 'replace-master',
  master: id('m'),
  successor: id('a'),
  because: 'takeover',
};

function session(more: Partial<ServerProcess>): ServerProcess {
  const idle = { role: 'client', user: 'app', host: 'h:1', database: '', command: 'Sleep', seconds: 0 } as const;
  return { id: 7, state: '', statement: '', ...idle, ...more };
}

function listed(...processes: readonly ServerProcess[]): Read<ProcessList> {
  return { kind: 'read', value: { processes, isCut: false, grant: null, tellsLocks: true } };
}

interface Running {
  readonly master?: Read<ProcessList>;
  readonly successor?: Read<ProcessList>;
  readonly intent?: Partial<ReplaceMasterIntent>;
}

function decided({ master = listed(), successor = listed(), intent = {} }: Running) {
  const sessions = new Map<InstanceId, Read<ProcessList>>([
    [id('m'), master],
    [id('a'), successor],
  ]);
  const asked = { ...TAKEOVER, ...intent };
  return planIntent({
    snapshot: topology('m > a, b'),
    policy: POLICY,
    intent: asked,
    id: asPlanId('p'),
    reads: { sessions },
  });
}

function refusedFor(running: Running): readonly string[] {
  const made = decided(running);
  return 'kind' in made ? made.reasons.map(({ code }) => code) : [];
}

describe('a takeover', () => {
  test.each([
    ['blocked-by-ddl', { command: 'Query', statement: 'ALTER TABLE shop.orders ADD COLUMN note TEXT', seconds: 1 }],
    ['blocked-by-statement', { command: 'Query', statement: "UPDATE shop.orders SET note = 'x'", seconds: 11 }],
    ['blocked-by-transaction', { transaction: { seconds: 10, rows: 3 } }],
    ['blocked-by-table-locks', { holds: ['tables'] }],
    ['blocked-by-global-lock', { holds: ['global'] }],
    ['blocked-by-backup-lock', { holds: ['backup'] }],
  ] as const)('is refused, with the reason, by what %s says', (code, more) => {
    expect(refusedFor({ master: listed(session(more)) })).toEqual([code]);
  });

  test('is not refused by what is short, only reads, or is nobody’s', () => {
    const master = listed(
      session({ command: 'Query', statement: 'UPDATE shop.orders SET note = 1', seconds: 2 }),
      session({ command: 'Query', statement: 'SELECT * FROM shop.orders', seconds: 900 }),
      session({ transaction: { seconds: 9, rows: 1 } }),
      session({ role: 'replication', statement: 'ALTER TABLE shop.orders ADD INDEX (note)', seconds: 50 }),
    );
    expect(refusedFor({ master })).toEqual([]);
  });

  test('is refused by a lock on its successor, which would get no writes, and not by what only writes there', () => {
    expect(refusedFor({ successor: listed(session({ holds: ['global'] })) })).toEqual(['blocked-by-global-lock']);
    expect(refusedFor({ successor: listed(session({ transaction: { seconds: 99, rows: 0 } })) })).toEqual([]);
  });

  test('is refused where nobody knows what runs, except by force', () => {
    const master = { kind: 'failed', code: 'NO_ANSWER' } as const;
    expect(refusedFor({ master })).toEqual(['blockers-not-read']);
    expect(refusedFor({ master, intent: { because: 'forced' } })).toEqual([]);
  });

  test.each(['wait', 'kill'] as const)('that is asked to %s makes way before it closes the master', (blockers) => {
    const made = decided({ master: listed(session({ holds: ['tables'] })), intent: { blockers } });
    if ('kind' in made) throw new Error('refused');
    const steps = stepsInOrder(made).slice(0, 3);
    expect(steps.map(({ kind, instance }) => [kind, instance])).toEqual([
      ['clear-sessions', id('a')],
      ['clear-sessions', id('m')],
      ['set-writability', id('m')],
    ]);
    expect(steps[1]).toMatchObject({ action: blockers, longSeconds: 10 });
    expect(made.checks.filter(({ verdict }) => verdict === 'warn')).toEqual([
      expect.objectContaining({ message: expect.objectContaining({ code: 'blocked-by-table-locks' }) }),
    ]);
  });

  test('names ten sessions and counts the others', () => {
    const master = listed(...Array.from({ length: 13 }, (_, at) => session({ id: at, holds: ['tables'] })));
    expect(refusedFor({ master }).at(-1)).toBe('blocked-by-more');
    expect(refusedFor({ master })).toHaveLength(11);
  });

  test('is planned without having read, for a preview', () => {
    expect(stepsInOrder(planned(topology('m > a, b'), TAKEOVER, POLICY))[0]).toMatchObject({ kind: 'set-writability' });
  });
});
