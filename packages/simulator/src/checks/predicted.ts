/** S12: what a plan that was done has made of its servers is what its preview said. */
import type { Execution, InstanceId, Observation } from '@topiary/domain';
import { FENCED_RESULT, FENCING_WAYS, instanceIdOf, stepsInOrder } from '@topiary/domain';
import type { Fleet } from '@topiary/fleet';
import { unseenSinceMs } from './lanes-kept.ts';
import type { Disturbance, Ledger, PlanRecord } from './ledger.ts';

/** Whatever happens to a server while a plan runs, no plan predicts. */
const DISTURBING: readonly Disturbance['kind'][] = ['hand-move', 'hand-threads', 'crash', 'lost-tail', 'fault'];

export function predictionProblems(fleet: Fleet, ledger: Ledger, record: PlanRecord): readonly string[] {
  const execution = ledger.executionOf(record);
  if (execution?.outcome !== 'done') return [];
  return [...record.predicted].flatMap(([id, predicted]) => {
    // A step that switches one thread asks nothing of the other.
    const sinceMs = Math.min(unseenSinceMs(record, id), record.seenAtMs.get(id) ?? record.startedAtMs);
    if (ledger.wasDisturbed(id, DISTURBING, sinceMs)) return [];
    const [wanted, found] = [structureOf(predicted), structureOf(fleet.observe(id))];
    const unknown = unknownByFencing(execution, id);
    return Object.keys({ ...wanted, ...found }).flatMap((what) =>
      unknown.has(what) || wanted[what] === found[what] || found[what] === FAILED
        ? []
        : [
            `${record.plan.id} was done, and ${what} of ${id} is ${found[what] ?? 'missing'}; predicted was ${wanted[what] ?? 'nothing'}`,
          ],
    );
  });
}

/** What no plan knows beforehand: fencing lets commits go that wait for replicas, and does not close a server by another way than its first. */
function unknownByFencing({ plan, steps }: Execution, id: InstanceId): ReadonlySet<string> {
  const fence = stepsInOrder(plan).find((step) => step.kind === 'fence' && step.instance === id);
  if (fence === undefined) return new Set();
  const way = steps.find((step) => step.id === fence.id)?.results[FENCED_RESULT];
  return new Set(way === FENCING_WAYS[0] ? ['semi-sync'] : ['semi-sync', 'writability']);
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
