/** GTIDs are turned off on the fleet while a replica still applies what it received from the source that it had before. */
import { asPlanId, DEFAULT_POLICY, planIntent } from '@topiary/domain';
import type { Intent, Step } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { performStep } from '../commands/perform-step.ts';
import type { Fleet } from '../fleet.ts';
import { open, run, snapshotOfFleet, write, writeMany } from '../testing/drive.ts';
import { fleetOf } from './fleet-of.ts';

const SETTLE_MS = 500;
const SLOW_MS = 40;
/** For receivers to get what there is, of which an applier has hardly begun by then. */
const CONNECT_MS = 20;

function stepsOf(fleet: Fleet, intent: Intent): readonly Step[] {
  const made = planIntent({ snapshot: snapshotOfFleet(fleet), policy: DEFAULT_POLICY, intent, id: asPlanId('p') });
  if ('kind' in made) throw new Error(made.reasons.map(({ code }) => code).join(', '));
  return made.rounds.flatMap(({ stages }) => stages.flatMap(({ steps }) => steps));
}

function perform(fleet: Fleet, step: Step, settleMs: number): void {
  const session = open(fleet, step.instance);
  performStep(fleet, { session, step, results: {} }, () => undefined);
  run(fleet, settleMs);
  fleet.closeSession(session);
}

test('every replica has applied all that it received before it goes on by file', () => {
  const fleet = fleetOf('m > a, b', { family: 'mysql' });
  writeMany(fleet, 'm', 5);
  run(fleet, SETTLE_MS);
  // So that one place is in another file of either source's log.
  const flush: Intent = { kind: 'control', instance: id('m'), act: { kind: 'flush-binary-logs' } };
  for (const step of stepsOf(fleet, flush)) perform(fleet, step, SETTLE_MS);
  fleet.setSpeed(id('b'), { applyMsPerTransaction: SLOW_MS });
  writeMany(fleet, 'm', 8);
  run(fleet, CONNECT_MS);
  const [move] = stepsOf(fleet, { kind: 'relocate', replica: id('b'), channel: null, target: id('a') });
  if (move === undefined) throw new Error('there is a step');
  perform(fleet, move, CONNECT_MS);
  expect(fleet.observe(id('b')).channels).toMatchObject([{ source: { host: 'a' }, applier: 'running' }]);
  const off: Intent = { kind: 'control', instance: id('m'), act: { kind: 'set-gtid-mode', to: 'OFF' } };
  const onB = stepsOf(fleet, off).filter(
    ({ kind, instance }) => instance === id('b') && (kind === 'drain-relay-log' || kind === 'set-positioning'),
  );
  for (const step of onB) perform(fleet, step, SETTLE_MS);
  write(fleet, 'm');
  run(fleet, SETTLE_MS);
  expect(fleet.observe(id('b')).channels).toMatchObject([{ positioning: 'file', applierError: null }]);
  expect(fleet.transactionsOf(id('b'))).toEqual(fleet.transactionsOf(id('m')));
});
