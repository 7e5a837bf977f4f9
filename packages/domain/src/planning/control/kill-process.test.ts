import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { id, topology } from '../../testing/index.ts';
import type { ProcessList, ProcessRole, ServerProcess } from '../../processes/process.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Plan, Refusal } from '../plan.ts';
import type { PlanReads } from '../reads.ts';

const CLIENT: ServerProcess = {
  id: 7,
  role: 'client',
  user: 'app',
  host: '10.0.0.9:41234',
  database: 'shop',
  command: 'Query',
  seconds: 90,
  state: 'Sending data',
  statement: "SELECT * FROM orders WHERE card = '4111'",
};

const listing = (processes: readonly ServerProcess[], rest: Partial<ProcessList> = {}): PlanReads => ({
  processes: { kind: 'read', value: { processes, isCut: false, grant: null, ...rest } },
});

const kill = (reads: PlanReads, what: 'query' | 'connection' = 'query'): Plan | Refusal =>
  planIntent({
    snapshot: topology('m > a'),
    policy: DEFAULT_POLICY,
    intent: { kind: 'control', instance: id('m'), act: { kind: 'kill-query', process: 7, what } },
    id: asPlanId('p'),
    reads,
  });
const codesOf = (made: Plan | Refusal): readonly string[] =>
  'kind' in made ? made.reasons.map(({ code }) => code) : [];

describe('what a client runs', () => {
  test('is ended by a plan that says whose it is, and keeps none of its values', () => {
    const made = kill(listing([CLIENT]));
    expect('kind' in made ? made : stepsInOrder(made)).toMatchObject([
      {
        kind: 'kill-process',
        process: 7,
        what: 'query',
        user: 'app',
        statement: 'SELECT * FROM orders WHERE card = ?',
      },
    ]);
    expect(JSON.stringify(made)).not.toContain('4111');
    expect('kind' in made ? [] : made.notes.map(({ params }) => params['seconds'])).toEqual([90]);
  });

  test('is not ended where nothing runs, but its connection may be', () => {
    const idle = listing([{ ...CLIENT, command: 'Sleep', statement: '' }]);
    expect(codesOf(kill(idle))).toEqual(['process-runs-nothing']);
    expect('kind' in kill(idle, 'connection')).toBe(false);
  });

  test.each([
    ['replication', 'process-of-replication'],
    ['server', 'process-of-server'],
    ['topiary', 'process-of-topiary'],
  ] as const satisfies readonly (readonly [ProcessRole, string])[])('is not a thread of %s', (role, code) => {
    for (const what of ['query', 'connection'] as const)
      expect(codesOf(kill(listing([{ ...CLIENT, role }]), what))).toContain(code);
  });

  test('may have ended, or may not be shown, or may not have been read', () => {
    expect(codesOf(kill(listing([])))).toEqual(['process-gone']);
    const grant = "GRANT PROCESS ON *.* TO 't'@'%'";
    const hidden = kill(listing([], { grant }));
    expect('kind' in hidden ? hidden.reasons : []).toMatchObject([{ code: 'process-not-seen', params: { grant } }]);
    expect(codesOf(kill({ processes: { kind: 'failed', code: 'NO_ANSWER' } }))).toEqual(['processes-not-read']);
    expect(codesOf(kill({}))).toEqual(['processes-not-read']);
  });
});
