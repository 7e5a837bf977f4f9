/** What one packet of a probe found. */
import { assert, type MeasuredLag, type Observation } from '@topiary/domain';
import { NEEDED_ROLES } from '../dialects/dialect.ts';
import type { Batch, Session } from '../wire/session.ts';
import { answersOf } from './batch.ts';
import { lagFrom, lagNotAnswered, withMeasuredLag } from './measured-lag.ts';
import type { Acquaintance, AskedStatement } from './server-link.ts';
import { withSteadyFacts } from './steady-facts.ts';

export interface Asked {
  readonly session: Session;
  readonly batch: Batch;
  readonly statements: readonly AskedStatement[];
  readonly acquaintance: Acquaintance;
  /** What tells the facts that were not asked; `null` where everything was. */
  readonly whole: Observation | null;
}

/** How a batch ended that was not answered as a whole. */
export interface Ending {
  readonly lag?: MeasuredLag;
  readonly waitingFor?: string;
}

export interface FoundParts {
  readonly lagQuery: string;
  readonly ending: Ending;
  /** Of an earlier probe, which has not ended. */
  readonly hangingStatement: string | null;
}

export interface Found {
  readonly observation: Observation;
  readonly arrivals: number | null;
}

export function found(
  { acquaintance, batch, statements, whole }: Asked,
  { ending, hangingStatement, lagQuery }: FoundParts,
): Found {
  const answers = answersOf(statements, batch.results);
  assert(
    NEEDED_ROLES.every((role) => answers.has(role)),
    'an observation has every answer that it needs',
    answers,
  );
  const { columns, dialect, learned, refused } = acquaintance;
  const waitingFor = ending.waitingFor ?? hangingStatement;
  const told = dialect.observe(answers, { learned, refused, columns, waitingFor });
  const observation = whole === null ? told : withSteadyFacts(told, whole);
  const arrivals = dialect.arrivals(answers);
  if (lagQuery === '' || dialect.packets === 'one-each') return { observation, arrivals };
  const asked = statements.findIndex(({ role }) => role === 'measured-lag');
  const result = asked < 0 ? undefined : batch.results[asked];
  const lag = ending.lag ?? (result === undefined ? lagNotAnswered() : lagFrom(result));
  return { observation: withMeasuredLag(observation, lag), arrivals };
}
