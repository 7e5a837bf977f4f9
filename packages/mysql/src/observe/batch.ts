/** Which statements a probe sends, and which answer belongs to which. */
import { NEEDED_ROLES, STEADY_ROLES, type Answers, type ProbeRole } from '../dialects/dialect.ts';
import type { ResultSet } from '../dialects/result-set.ts';
import type { RepeatedTexts } from '../wire/repeated-text.ts';
import type { Acquaintance, AskedRole, AskedStatement, Batches } from './server-link.ts';

export interface BatchChoice {
  /** `ReplicationLagQuery`; '' where there is none. */
  readonly lagQuery: string;
  readonly without: readonly AskedRole[];
  readonly texts: RepeatedTexts;
}

export function batchFor(
  { batches, dialect, learned }: Acquaintance,
  { lagQuery, without, texts }: BatchChoice,
): Batches {
  const key = without.join();
  const known = batches.get(key);
  if (known !== undefined) return known;
  const own = dialect.probe(learned, new Set(without.filter((role) => role !== 'measured-lag')));
  // The last, so that whatever it meets costs nothing else. A server that takes one statement per packet runs no SQL.
  const asksLag = dialect.packets === 'one-for-all' && !without.includes('measured-lag');
  const full = asksLag && lagQuery !== '' ? [...own, { role: 'measured-lag', sql: lagQuery } as const] : own;
  const adaptive = full.filter(({ role }) => role === 'measured-lag' || !STEADY_ROLES.includes(role));
  const made = { full: texts.batch(full, dialect.packets), adaptive: texts.batch(adaptive, dialect.packets) };
  batches.set(key, made);
  return made;
}

export function answersOf(statements: readonly AskedStatement[], results: readonly ResultSet[]): Answers<ProbeRole> {
  const answers = new Map<ProbeRole, ResultSet>();
  statements.forEach(({ role }, index) => {
    const result = results[index];
    if (result !== undefined && role !== 'measured-lag') answers.set(role, result);
  });
  return answers;
}

export function isNeeded(role: AskedRole): boolean {
  return role !== 'measured-lag' && NEEDED_ROLES.includes(role);
}
