/**
 * The simulator sends commands where the driver sends SQL. Both ways lead to the same state: the driver's statements,
 * through the fleet's SQL face, leave a server exactly as the commands do.
 */
import type { InstanceId, SqlStep } from '@topiary/domain';
import { DEFAULT_PASSWORD, SqlFace } from '@topiary/fleet';
import type { Fleet, StatementResult } from '@topiary/fleet';
import { renderStep } from '@topiary/mysql';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { channelOf, chosenIn, readyFor, settledFleet, stepCases, stepOn } from '../../test/step-cases.ts';
import { idNamed, tryAtPrompt } from '../world/build-fleet.ts';
import { statementsOf } from './step-statements.ts';

const AFTER_MS = 3_000;

function bySql(fleet: Fleet, step: SqlStep, id: InstanceId): string | null {
  const sql = renderStep(step, { product: fleet.observe(id).product, results: {} })
    .join('; ')
    // What is shown has no password: one that is set up gets that of the fleet's accounts, others go on with what they have.
    .replace(/, (\w+_PASSWORD) = '\*\*\*'/, step.kind === 'set-up-replication' ? `, $1 = '${DEFAULT_PASSWORD}'` : '');
  // To start what somebody had stopped is to do nothing; no plan sends it.
  if (sql === '') return null;
  const session = fleet.openSession(id, { user: 'root' });
  if ('kind' in session) throw new Error(session.text);
  const results: StatementResult[] = [];
  new SqlFace(fleet).answer(session, { sql }, (result) => results.push(result));
  fleet.closeSession(session);
  const error = results.find((result) => result.kind === 'error');
  return error?.kind === 'error' ? `${error.number} ${error.text}` : null;
}

function byCommands(fleet: Fleet, step: SqlStep, id: InstanceId): string | null {
  const statements = statementsOf(step, { product: fleet.observe(id).product, results: {}, fleet });
  return tryAtPrompt(
    fleet,
    id,
    statements.flatMap((statement) => (statement.kind === 'command' ? [statement.command] : [])),
  );
}

test('the statements of the driver do what the commands of the simulator do', () => {
  fc.assert(
    fc.property(stepCases, (one) => {
      const chosen = chosenIn(one);
      const id = idNamed(chosen.server.name);
      const [left, right] = [settledFleet(chosen.servers), settledFleet(chosen.servers)];
      const channelBefore = channelOf(left.observe(id), chosen.channel);
      for (const fleet of [left, right]) readyFor(one.kind, fleet, chosen);
      const step = stepOn(one.kind, chosen, channelBefore);
      const answer = byCommands(right, step, id);
      // At a prompt nobody waits, as a commit does on a master whose replicas do not acknowledge.
      fc.pre(answer?.endsWith('does not answer') !== true);
      expect(bySql(left, step, id)).toBe(answer);
      for (const fleet of [left, right]) fleet.advance(fleet.nowMs + AFTER_MS);
      expect(left.observe(id)).toEqual(right.observe(id));
      expect(left.transactionsOf(id)).toEqual(right.transactionsOf(id));
    }),
  );
});
