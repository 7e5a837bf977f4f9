/** L8: who takes writes in the end, in clusters that had one master and in which no person said who may be written to. */
import type { InstanceId } from '@topiary/domain';
import { circleOf } from '../scenario/shapes.ts';
import { idNamed } from '../world/build-fleet.ts';
import type { World } from '../world/world.ts';
import type { Ledger, PlanRecord } from './ledger.ts';
import { isOpening } from './replacements.ts';

export function writersFound(world: World): readonly string[] {
  const { scenario, ledger } = world;
  // Nobody is closed by itself while recovery is switched off.
  if (scenario.recovers?.masters !== true || ledger.policy.isOff) return [];
  if (scenario.actions.some(({ kind }) => kind === 'control' || kind === 'set-wall-clock')) return [];
  const replaced = new Set(
    [...ledger.plans.values()].flatMap(({ plan: { intent } }) =>
      intent.kind === 'replace-master' ? intent.master : [],
    ),
  );
  return [...replaced].flatMap((id) => (hadOneMaster(world, id) ? writersIn(world, world.partOf(id)) : []));
}

function writersIn(world: World, part: readonly InstanceId[]): readonly string[] {
  const { fleet } = world;
  const open = part.filter((id) => fleet.server(id).channels.size === 0 && !fleet.observe(id).settings.readOnly);
  if (open.length > 1) return [`${open.join(' and ')} both take writes`];
  // A plan that was stopped once writes had moved may leave its successor below the master that it closed.
  const anybody = part.some((id) => !fleet.observe(id).settings.readOnly);
  return anybody || mayBeClosed(world, part) ? [] : [`nobody of ${part.join(', ')} takes writes`];
}

/** Or a plan says that it could not open its master again. */
function mayBeClosed({ ledger }: World, part: readonly InstanceId[]): boolean {
  return (
    wasClosedByStart(ledger, part) ||
    [...ledger.plans.values()].some((record) => isIn(record, part) && (hasFailed(record) || leftFenced(ledger, record)))
  );
}

/** As its own file has it: who was opened and then started again is closed, and to open it once more is a policy of its own. */
export function wasClosedByStart(ledger: Ledger, part: readonly InstanceId[]): boolean {
  return ledger.sent.some(
    ({ step, atMs }) =>
      isOpening(step) && part.includes(step.instance) && ledger.wasDisturbed(step.instance, ['crash'], atMs),
  );
}

function isIn({ plan: { intent } }: PlanRecord, part: readonly InstanceId[]): boolean {
  return intent.kind === 'replace-master' && part.includes(intent.master);
}

/** Who was given up stays closed, also where nobody could take its place then: to open it is for people, or a policy of its own. */
function leftFenced(ledger: Ledger, record: PlanRecord): boolean {
  const isDone = ledger.executionOf(record)?.outcome === 'done';
  return !isDone && record.sent.some(({ step }) => step.kind === 'set-writability' && step.stays === true);
}

function hasFailed({ entries }: PlanRecord): boolean {
  return entries.some((entry) => entry.kind === 'lane-put-back' && entry.outcome === 'failed');
}

function hadOneMaster(world: World, id: InstanceId): boolean {
  const part = world.partOf(id);
  const servers = world.scenario.servers.filter(({ name }) => part.includes(idNamed(name)));
  return (
    circleOf(servers).length === 0 &&
    servers.every(({ group }) => group === null) &&
    servers.filter(({ channels }) => channels.length === 0).length === 1
  );
}
