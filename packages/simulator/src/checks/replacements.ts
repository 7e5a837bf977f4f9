/** S13 and S14: what a plan that replaces a master knew of it, and what becomes of what others had received. */
import type { InstanceId, Plan, PlanId, ReplaceMasterIntent, Step } from '@topiary/domain';
import { addressOf, instanceIdOf, successorIn } from '@topiary/domain';
import type { Fleet } from '@topiary/fleet';
import { partOf } from '../scenario/parts.ts';
import { idNamed } from '../world/build-fleet.ts';
import type { PlannedServer } from '../scenario/scenario.ts';
import type { Ledger, PlanRecord, SentStep } from './ledger.ts';

/** Numbers of writes, by stream. */
type Writes = ReadonlyMap<string, ReadonlySet<number>>;

/** What people are told that it is lost. */
const LOST: ReadonlySet<string> = new Set(['lost-ahead', 'lost-silent']);

export class Replacements {
  private readonly servers: readonly PlannedServer[];
  private readonly fleet: Fleet;
  private readonly ledger: Ledger;
  /** What those that answered had received when the plan began. */
  private readonly received = new Map<PlanId, ReadonlyMap<InstanceId, Writes>>();
  private readonly decidedWrongly = new Map<PlanId, readonly string[]>();

  constructor(fleet: Fleet, ledger: Ledger, servers: readonly PlannedServer[]) {
    this.servers = servers;
    this.fleet = fleet;
    this.ledger = ledger;
  }

  /** What the process knows of the master, and what others have of it, as it decides; said once that is on the disk. */
  decided(process: string, { id, intent }: Plan): void {
    if (intent.kind !== 'replace-master') return;
    this.received.set(id, this.receivedNow(process, intent));
    if (intent.because !== 'dead') return;
    const { knowledge } = this.ledger;
    const readers = knowledge.readersOf(process, intent.master);
    const name = `${id} replaces ${intent.master} as dead`;
    this.decidedWrongly.set(id, [
      ...(knowledge.writes(process, intent.master) ? [`${name}, which answered and takes writes`] : []),
      ...(readers.length > 0 ? [`${name}, which ${readers.join(', ')} read`] : []),
    ]);
  }

  /** S13, of a master that is said to be dead. */
  began({ plan: { id } }: PlanRecord): readonly string[] {
    return this.decidedWrongly.get(id) ?? [];
  }

  /** S13: the other one is not known to take writes when one is opened, nor when it is opened again. */
  opened({ process, step, plan }: SentStep): string | null {
    const intent = plan?.plan.intent;
    if (plan === null || intent?.kind !== 'replace-master' || !isOpening(step)) return null;
    const other = step.instance === intent.master ? successorIn(plan.plan) : intent.master;
    if (other === null || !this.ledger.knowledge.writes(process, other)) return null;
    return `${plan.plan.id} opens ${step.instance}, and ${process} knows that ${other} takes writes`;
  }

  /** S14. */
  lostBy({ step, plan, isPutBack }: SentStep): readonly string[] {
    if (plan === null || plan.plan.intent.kind !== 'replace-master' || !isOpening(step) || isPutBack) return [];
    const { fleet, ledger } = this;
    const part = partOf(this.servers, addressOf(step.instance).host);
    // Where a disk lost what it had acknowledged, numbers are given out twice, and nobody can say who has what.
    const isLost = part.some(({ name }) => ledger.wasDisturbed(idNamed(name), ['lost-tail'], 0));
    if (isLost || this.leavesOut(step.instance)) return [];
    const has = heldBy(fleet, step.instance);
    const named = new Set(
      plan.plan.checks.flatMap(({ message: { code }, replica }) => (LOST.has(code) ? (replica ?? []) : [])),
    );
    return [...(this.received.get(plan.plan.id) ?? [])].flatMap(([id, writes]) => {
      const isGone = fleet.state(id) !== 'up' || ledger.wasDisturbed(id, ['crash'], plan.startedAtMs);
      if (named.has(id) || isGone) return [];
      const missing = [...writes].flatMap(([stream, numbers]) =>
        [...numbers].filter((number) => has.get(stream)?.has(number) !== true).map((number) => `${stream} ${number}`),
      );
      return missing.length === 0
        ? []
        : [`${plan.plan.id} opens ${step.instance} without ${missing.slice(0, 3).join(', ')}, which ${id} received`];
    });
  }

  /** A filter of its own keeps from it what it was never to have. */
  private leavesOut(id: InstanceId): boolean {
    const part = partOf(this.servers, addressOf(id).host);
    return part.some(({ channels }) => channels.some(({ ignoredSchema }) => ignoredSchema !== null));
  }

  /**
   * Of those that the process could reach. One whose master still sends may have more by now than it was asked for; and what a
   * replica of several masters has from another one is nothing that the dead one wrote.
   */
  private receivedNow(process: string, { master }: ReplaceMasterIntent): ReadonlyMap<InstanceId, Writes> {
    const { fleet, ledger } = this;
    const isDead = fleet.has(master) && fleet.state(master) !== 'up';
    const readers = fleet.ids.filter((id) =>
      [...fleet.server(id).channels.values()].some(({ source }) => instanceIdOf(source) === master),
    );
    return new Map(
      isDead
        ? readers
            .filter((id) => fleet.state(id) === 'up' && ledger.knowledge.answers(process, id))
            .map((id) => [id, ofStreams(receivedBy(fleet, id), id, heldBy(fleet, master))])
        : [],
    );
  }
}

/** It lets clients write. */
export function isOpening(step: Step): boolean {
  return step.kind === 'set-writability' && step.to === 'writable';
}

function heldBy(fleet: Fleet, id: InstanceId): Map<string, Set<number>> {
  const held = new Map<string, Set<number>>();
  for (const { stream, runs } of fleet.transactionsOf(id)) {
    const numbers = new Set<number>();
    for (const [from, to] of runs) for (let number = from; number <= to; number += 1) numbers.add(number);
    held.set(stream, numbers);
  }
  return held;
}

/** Without what was written there. */
function ofStreams(writes: Writes, id: InstanceId, streams: Writes): Writes {
  return new Map([...writes].filter(([stream]) => streams.has(stream) && !stream.startsWith(id)));
}

/** With what waits in its relay logs. */
function receivedBy(fleet: Fleet, id: InstanceId): Writes {
  const held = heldBy(fleet, id);
  for (const { waiting } of fleet.server(id).channels.values())
    for (const entry of waiting) {
      const { stream, number } = entry.transaction.identity;
      held.set(stream, (held.get(stream) ?? new Set()).add(number));
    }
  return held;
}
