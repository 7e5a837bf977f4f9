/** The first question to a server: what it is, what it has, and whether the account sees other sessions. */
import type { ProbeFailure } from '@topiary/domain';
import { chooseDialect } from '../dialects/choose.ts';
import type { Answers, Dialect, LearningRole } from '../dialects/dialect.ts';
import { productOf } from '../dialects/product.ts';
import { ColumnCache, type ColumnShapes, type ResultSet } from '../dialects/result-set.ts';
import { failure, failureOfFault, isPrivilegeError } from '../errors.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { RepeatedTexts } from '../wire/repeated-text.ts';
import type { Batch, BatchEnd, Session } from '../wire/session.ts';
import type { Acquaintance } from './server-link.ts';

export type LearnResult =
  | { readonly kind: 'learned'; readonly acquaintance: Acquaintance }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export interface LearnParts {
  readonly untilMs: number;
  readonly monotonicMs: () => number;
  readonly shapes: ColumnShapes;
  readonly texts: RepeatedTexts;
}

export async function learn(session: Session, parts: LearnParts): Promise<LearnResult> {
  // The greeting tells enough to choose the words; the product itself is then read from the server.
  const choice = chooseDialect(productOf(session.version, ''));
  if (choice.kind === 'unsupported') return failed('unsupported', session.version, choice.detail);
  const { dialect } = choice;
  const { monotonicMs, shapes, texts, untilMs } = parts;
  const batch = session.ask(texts.batch(dialect.learning, dialect.packets));
  const end = await within(batch.end, untilMs - monotonicMs());
  if (end === LATE) {
    const waitingFor = dialect.learning[batch.results.length]?.sql ?? 'the end of the answer';
    session.cut();
    return {
      kind: 'failed',
      failure: failure({ kind: 'timeout', code: 'NO_ANSWER', detail: `no answer to: ${waitingFor}`, waitingFor }),
    };
  }
  const answers = answersOf(dialect, batch.results);
  const problem = problemOf(end, answers);
  if (problem !== null) return { kind: 'failed', failure: problem };
  return {
    kind: 'learned',
    acquaintance: {
      dialect,
      learned: dialect.learn(answers),
      learnedAtMs: monotonicMs(),
      refused: new Map(),
      columns: new ColumnCache(shapes),
      batches: new Map(),
    },
  };
}

function answersOf(dialect: Dialect, results: Batch['results']): Answers<LearningRole> {
  const answers = new Map<LearningRole, ResultSet>();
  for (const [index, statement] of dialect.learning.entries()) {
    const result = results[index];
    if (result !== undefined) answers.set(statement.role, result);
  }
  return answers;
}

/** Refusing the last statement, which asks for a privilege, is an answer; anything else that fails is a failure. */
function problemOf(end: BatchEnd, answers: Answers<LearningRole>): ProbeFailure | null {
  if (end.kind === 'lost') return end.failure;
  if (end.kind === 'complete') return null;
  return answers.has('variables') && isPrivilegeError(end.fault.errorNumber) ? null : failureOfFault(end.fault);
}

function failed(kind: 'unsupported', code: string, detail: string): LearnResult {
  return { kind: 'failed', failure: failure({ kind, code, detail }) };
}
