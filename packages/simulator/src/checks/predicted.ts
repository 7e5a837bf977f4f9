/** S12: what a plan that was done has made of its servers is what its preview said. */
import type { InstanceId, Observation } from '@topiary/domain';
import { instanceIdOf, stepsInOrder } from '@topiary/domain';
import type { Fleet } from '@topiary/fleet';
import { unseenSinceMs } from './lanes-kept.ts';
import type { Disturbance, Ledger, PlanRecord } from './ledger.ts';

/** Whatever happens to a server while a plan runs, no plan predicts. */
const DISTURBING: readonly Disturbance['kind'][] = ['hand-move', 'hand-threads', 'crash', 'lost-tail', 'fault'];

export function predictionProblems(fleet: Fleet, ledger: Ledger, record: PlanRecord): readonly string[] {
  if (ledger.executionOf(record)?.outcome !== 'done') return [];
  return [...record.predicted].flatMap(([id, predicted]) => {
    if (ledger.wasDisturbed(id, DISTURBING, unseenSinceMs(record, id))) return [];
    const [wanted, found] = [structureOf(predicted), structureOf(fleet.observe(id))];
    const isFenced = wasFenced(record, id);
    return Object.keys({ ...wanted, ...found }).flatMap((what) =>
      // Commits that wait for replicas are let go where the first way of fencing led to nothing, which no plan knows beforehand.
      (isFenced && what === 'semi-sync') || wanted[what] === found[what] || found[what] === FAILED
        ? []
        : [
            `${record.plan.id} was done, and ${what} of ${id} is ${found[what] ?? 'missing'}; predicted was ${wanted[what] ?? 'nothing'}`,
          ],
    );
  });
}

function wasFenced({ plan }: PlanRecord, id: InstanceId): boolean {
  return stepsInOrder(plan).some((step) => step.kind === 'fence' && step.instance === id);
}

/** An error of a thread comes from what it reads, which no plan knows. */
const FAILED = 'failed';

/** Without what moves on by itself, and what a group decides. */
function structureOf({ channels, settings, group, semiSync }: Observation): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {};
  if (group === null) facts['writability'] = `${settings.readOnly} ${settings.superReadOnly}`;
  facts['semi-sync'] = `${semiSync.sourceEnabled} ${semiSync.replicaEnabled}`;
  for (const channel of channels) {
    const { name, source, positioning, delaySeconds } = channel;
    facts[`source ${name}`] = instanceIdOf(source);
    facts[`positioning ${name}`] = positioning;
    facts[`delay ${name}`] = String(delaySeconds);
    facts[`receiver ${name}`] = threadOf(channel.receiver, channel.receiverError);
    facts[`applier ${name}`] = threadOf(channel.applier, channel.applierError);
  }
  return facts;
}

/** Whether a receiver happens to be connected is the network's business. */
function threadOf(state: string, error: unknown): string {
  if (state !== 'stopped') return 'runs';
  return error === null ? 'stands' : FAILED;
}
