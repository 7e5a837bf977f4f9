/** Who takes the writes, whether they end, and whether one that was replaced wrote on. */
import { errantAgainst, formatGtidDifference, isNoDifference } from '../replication/gtid-facts.ts';
import type { GtidDifference } from '../replication/gtid-questions.ts';
import type { Tri } from '../shared/tri.ts';
import type { InstanceId } from '../topology/address.ts';
import type { Observation } from '../topology/observation.ts';
import { ancestorsOf, edgesOf, isMaster, sourcesOf } from '../topology/queries.ts';
import type { Instance, TopologySnapshot } from '../topology/snapshot.ts';
import type { ServerFacts } from './facts.ts';
import type { AnalysisContext } from './finding.ts';
import { answersOf } from './server-contact.ts';

type WriterFacts = Pick<
  ServerFacts,
  'writeFails' | 'otherWriter' | 'replacedBy' | 'hasOwnTransactions' | 'ownTransactions'
>;

export function writerFacts(snapshot: TopologySnapshot, instance: Instance, context: AnalysisContext): WriterFacts {
  const present = presentMasterFor(instance, snapshot, context);
  const look = { snapshot, context };
  return {
    writeFails: writeFailsOn(instance, look),
    otherWriter: otherWriterThan(instance, present, look),
    replacedBy: present?.id ?? null,
    ...(present === undefined ? { hasOwnTransactions: 'no' } : ownTransactions(instance, present, look)),
  };
}

interface Look {
  readonly snapshot: TopologySnapshot;
  readonly context: AnalysisContext;
}

/** `undefined`: it was replaced by nobody. One above the server that replaced it was put back in its place since. */
function presentMasterFor(
  { id }: Instance,
  snapshot: TopologySnapshot,
  { replacedMasters }: AnalysisContext,
): Instance | undefined {
  const present = replacedMasters.get(id);
  return present === undefined || ancestorsOf(snapshot, present).has(id) ? undefined : snapshot.instances.get(present);
}

/**
 * By the write probe. Where there is none, a server with a full disk shows it all the same: the statement that reads the
 * position of its binary log does not end, while everything else is answered.
 */
function writeFailsOn(instance: Instance, look: Look): Tri {
  if (!isMaster(instance)) return 'no';
  const probe = look.context.writeProbes.get(instance.id);
  if (probe !== undefined) return probe.kind === 'failed' ? 'yes' : 'no';
  const current = currentOf(instance, look);
  return current !== null && hangsOnItsLog(current) ? 'yes' : 'unknown';
}

function hangsOnItsLog({ waitingFor, settings, binlog }: Observation): boolean {
  return waitingFor !== undefined && settings.logBin && binlog === null;
}

/** Of two co-masters one writes. A master that was replaced writes beside the one that came in its place. */
function otherWriterThan(instance: Instance, present: Instance | undefined, look: Look): InstanceId | null {
  if (!writes(instance, look)) return null;
  if (present !== undefined && present.id !== instance.id && writes(present, look)) return present.id;
  if (instance.role !== 'co-master') return null;
  const others = sourcesOf(look.snapshot, instance.id).filter(({ role }) => role === 'co-master');
  return others.find((other) => writes(other, look))?.id ?? null;
}

function writes(instance: Instance, look: Look): boolean {
  const current = currentOf(instance, look);
  return current !== null && !current.settings.readOnly && !current.settings.offlineMode;
}

type OwnTransactions = Pick<ServerFacts, 'hasOwnTransactions' | 'ownTransactions'>;

function ownTransactions(instance: Instance, present: Instance, look: Look): OwnTransactions {
  // One that replicates again is compared with everybody upstream anyway.
  if (edgesOf(look.snapshot, instance.id).length > 0) {
    if (instance.errant.found !== null) return these(instance.errant.found);
    return { hasOwnTransactions: instance.errant.pending ? 'unknown' : 'no' };
  }
  const own = currentOf(instance, look);
  const theirs = currentOf(present, look);
  if (own === null || theirs === null) return { hasOwnTransactions: 'unknown' };
  // Nothing reaches it any more, so that what it has and the other lacks is not on its way.
  const upstream = { servers: [theirs], uuids: [], complete: true };
  const fact = errantAgainst({ replica: own, upstream, sampled: 'replica-first' });
  if (fact.kind !== 'compared') return { hasOwnTransactions: 'unknown' };
  return isNoDifference(fact.errant) ? { hasOwnTransactions: 'no' } : these(fact.errant);
}

function these(difference: GtidDifference): OwnTransactions {
  return { hasOwnTransactions: 'yes', ownTransactions: formatGtidDifference(difference) };
}

/** What it told, if that is of now. */
function currentOf(instance: Instance, { snapshot, context }: Look): Observation | null {
  const answers = answersOf(instance, snapshot.asOf, context.settings.staleAfterMs);
  return answers === 'yes' ? instance.observation : null;
}
