/** A replica that is written to on purpose: what is said of it, and what is known of it all the same. */
import { describe, expect, test } from 'vitest';
import { analyse } from '../analysis/analyse.ts';
import { analysisContext, DEFAULT_ANALYSIS_SETTINGS } from '../analysis/finding.ts';
import { rankSuccessors } from '../planning/recovery/rank-successors.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { asInstant } from '../shared/time.ts';
import { id, recordsOf, snapshotOf } from '../testing/index.ts';
import type { Observation } from '../topology/observation.ts';
import type { RegistryCommand } from './command.ts';
import { decideRegistration } from './decide.ts';
import type { RegistryDecision } from './decide.ts';
import { expiryOf } from './expire.ts';
import { EMPTY_REGISTRY, expired, registeredOf, withChange } from './registry.ts';
import type { Registry } from './registry.ts';

const NOW = asInstant(1_700_000_000_000);
const HOUR = 3_600_000;
const a = id('a');
const OWN = 'ffffffff-0000-0000-0000-000000000000:1-3';
const TREE = 'm > a, b; a > c';

const written = (found: Observation): Observation =>
  found.gtid.kind === 'mysql'
    ? { ...found, gtid: { ...found.gtid, executed: `${found.gtid.executed},${OWN}` } }
    : found;
const records = recordsOf(TREE, { servers: { a: { change: written }, c: { change: written } } });

function decide(command: RegistryCommand, registry: Registry = EMPTY_REGISTRY): RegistryDecision {
  return decideRegistration({ command, registry, snapshot: snapshotOf(records), now: NOW });
}

function after(...commands: readonly RegistryCommand[]): Registry {
  return commands.reduce((registry, command) => {
    const decision = decide(command, registry);
    return decision.kind === 'change' ? withChange(registry, decision.change) : registry;
  }, EMPTY_REGISTRY);
}

const said = { kind: 'declare-own-writes', instance: a, owner: ' jo ', reason: ' reports ', durationMs: null } as const;
const meant = after(said);

describe('that a replica is written to on purpose', () => {
  test('is said by somebody, with a reason, until it is withdrawn', () => {
    expect(registeredOf(meant, a).ownWrites).toEqual({
      owner: 'jo',
      reason: 'reports',
      registeredAt: NOW,
      expiresAt: null,
    });
    expect(decide(said)).toMatchObject({ kind: 'change', summary: { code: 'audit-own-writes' } });
    const withdrawn = decide({ kind: 'withdraw-own-writes', instance: a }, meant);
    expect(withdrawn).toMatchObject({ kind: 'change', summary: { code: 'audit-withdraw-own-writes' } });
    expect(decide({ kind: 'withdraw-own-writes', instance: a })).toEqual({ kind: 'nothing' });
  });

  test('may end by itself, which the audit says', () => {
    const registry = after({ ...said, durationMs: HOUR });
    const { gone, nextAt } = expired(registry, asInstant(NOW + HOUR - 1));
    expect([gone, nextAt]).toEqual([[], NOW + HOUR]);
    const [over] = expired(registry, asInstant(NOW + HOUR)).gone;
    expect(over === undefined ? null : expiryOf(over)).toMatchObject({
      action: 'withdraw-own-writes',
      summary: { code: 'audit-own-writes-over' },
    });
  });

  test.each([
    [{ owner: ' ' }, 'owner-empty'],
    [{ reason: '' }, 'reason-empty'],
    [{ durationMs: 1 }, 'duration-out-of-bounds'],
  ])('with %j is refused', (change, code) => {
    expect(decide({ ...said, ...change })).toMatchObject({ kind: 'refused', reason: { code } });
  });
});

describe('what is written there', () => {
  const seen = (registry: Registry) => {
    const first = snapshotOf(records, { registered: registry.instances });
    return snapshotOf(records, { registered: registry.instances, previous: first });
  };
  const problems = (registry: Registry) =>
    (seen(registry).instances.get(a)?.problems ?? []).filter(({ code }) => code.startsWith('errant-'));
  const findings = (registry: Registry): readonly string[] =>
    analyse(seen(registry), analysisContext({ settings: DEFAULT_ANALYSIS_SETTINGS })).findings.map(({ code }) => code);

  test('is shown with who meant it, and is no warning', () => {
    expect(problems(EMPTY_REGISTRY)).toMatchObject([{ code: 'errant-gtid', severity: 'warning' }]);
    expect(problems(meant)).toMatchObject([
      { code: 'errant-meant', severity: 'info', params: { errant: OWN, owner: 'jo', reason: 'reports' } },
    ]);
  });

  test('is no finding of its master', () => {
    expect(findings(EMPTY_REGISTRY)).toContain('ErrantGTIDStructureWarning');
    expect(findings(meant)).not.toContain('ErrantGTIDStructureWarning');
  });

  test('still puts it behind the others when a successor is looked for: its writes would come to everybody', () => {
    const ranked = rankSuccessors({ snapshot: seen(meant), policy: DEFAULT_POLICY, master: id('m'), user: null });
    expect(ranked.map(({ instance, behind }) => [instance.id, behind?.code ?? null])).toEqual([
      [id('b'), null],
      [a, 'behind-by-errant'],
    ]);
  });
});
