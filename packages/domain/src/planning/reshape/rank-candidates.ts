/**
 * Which of the replicas of one master goes above the others. Source: spec/refactoring §9.
 *
 * Under a master that answers, all of them will have the same in a moment, so where each of them stands says nothing and
 * only what they are counts. Under one that does not, whoever received most goes first: what only others received is lost
 * to the one that is chosen.
 */
import { promotionRuleOf } from '../../classification/promotion.ts';
import { PROMOTION_RULES } from '../../registry/promotion-rule.ts';
import { BINLOG_FORMATS, compareBinlogFormats, parseBinlogFormat } from '../../replication/binlog-format.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { Observation } from '../../topology/observation.ts';
import { replicasOf } from '../../topology/queries.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { everything, missingFrom, receivedFrom } from './received.ts';

export interface RankedCandidate {
  readonly instance: Instance;
  /** Why it may not be the one; none: it may. */
  readonly against: readonly Message[];
}

/** All replicas of a server, the best candidate first; those that may not be one stand last. */
export function rankCandidates(snapshot: TopologySnapshot, source: InstanceId): readonly RankedCandidate[] {
  const siblings = replicasOf(snapshot, source);
  const usual = usualOf(siblings);
  const isFrozen = snapshot.instances.get(source)?.health !== 'ok';
  const missing = isFrozen ? missingOf(snapshot, source) : new Map<InstanceId, bigint>();
  const dataCenter = snapshot.instances.get(source)?.classification.dataCenter ?? null;
  const keyOf = (instance: Instance): readonly (bigint | number)[] => [
    missing.get(instance.id) ?? 0n,
    ...versionKey(instance),
    formatKey(instance),
    instance.classification.dataCenter === dataCenter ? 0 : 1,
    instance.errant.found === null ? 0 : 1,
    PROMOTION_RULES.indexOf(promotionRuleOf(instance)),
  ];
  return siblings
    .map((instance) => ({ instance, against: reasonsAgainst(instance, source, usual), key: keyOf(instance) }))
    .toSorted(
      (left, right) =>
        Number(left.against.length > 0) - Number(right.against.length > 0) || compareKeys(left.key, right.key),
    )
    .map(({ instance, against }) => ({ instance, against }));
}

function missingOf(snapshot: TopologySnapshot, source: InstanceId): ReadonlyMap<InstanceId, bigint> {
  const received = [...receivedFrom(snapshot, source)];
  const all = everything(received.map(([, each]) => each));
  if (all === null) return new Map();
  return new Map(received.map(([id, each]) => [id, missingFrom(each, all)]));
}

export interface Usual {
  /** `major * 1000 + minor`. */
  readonly series: number;
  readonly format: string;
}

export function reasonsAgainst(instance: Instance, source: InstanceId, usual: Usual | null): readonly Message[] {
  const { id, observation } = instance;
  if (observation === null || instance.health !== 'ok') return [message('candidate-silent', { candidate: id })];
  const { logBin, logReplicaUpdates, binlogFormat } = observation.settings;
  const reasons: Message[] = [];
  if (observation.product.flavor === 'maxscale') reasons.push(message('candidate-binlog-server', { candidate: id }));
  else if (!logBin || !logReplicaUpdates) reasons.push(message('candidate-logs-nothing', { candidate: id }));
  if (promotionRuleOf(instance) === 'must_not' || instance.classification.neverPromoted)
    reasons.push(message('candidate-banned', { candidate: id }));
  if (observation.channels.some(({ delaySeconds }) => delaySeconds > 0))
    reasons.push(message('candidate-delayed', { candidate: id }));
  if (!replicates(observation)) reasons.push(message('candidate-stands', { candidate: id, source }));
  if (usual !== null && seriesOf(observation) > usual.series)
    reasons.push(message('candidate-version-higher', { candidate: id, version: observation.product.version.text }));
  const [format, common] = [parseBinlogFormat(binlogFormat), parseBinlogFormat(usual?.format ?? '')];
  if (format !== null && common !== null && compareBinlogFormats(format, common) > 0)
    reasons.push(message('candidate-format-bigger', { candidate: id, format: binlogFormat }));
  return reasons;
}

/** What it received it applies, and nobody has taken it out of replication. */
function replicates({ channels }: Observation): boolean {
  return channels.every(
    ({ receiver, applier, receiverError }) =>
      applier === 'running' && (receiver !== 'stopped' || receiverError !== null),
  );
}

/** The most common ones among those that answer; of two that are as common, the lower one. */
export function usualOf(siblings: readonly Instance[]): Usual | null {
  const observed = siblings.flatMap(({ observation }) => observation ?? []);
  if (observed.length === 0) return null;
  const formats = observed.map(({ settings }) => settings.binlogFormat.toUpperCase());
  return {
    series: mostCommon(observed.map(seriesOf), (left, right) => left - right),
    format: mostCommon(formats, (left, right) => formatRank(left) - formatRank(right)),
  };
}

function mostCommon<Value>(values: readonly Value[], compare: (left: Value, right: Value) => number): Value {
  const counted = [...Map.groupBy(values, (value) => value)].toSorted(
    ([left, leftOnes], [right, rightOnes]) => rightOnes.length - leftOnes.length || compare(left, right),
  );
  const [first] = counted;
  if (first === undefined) throw new Error('nothing is common to no values');
  return first[0];
}

function seriesOf({ product: { version } }: Observation): number {
  return version.major * 1000 + version.minor;
}

function versionKey({ observation }: Instance): readonly number[] {
  if (observation === null) return [0, 0];
  return [seriesOf(observation), observation.product.version.patch];
}

function formatKey({ observation }: Instance): number {
  return formatRank(observation?.settings.binlogFormat ?? '');
}

function formatRank(format: string): number {
  const known = parseBinlogFormat(format);
  return known === null ? 0 : BINLOG_FORMATS.indexOf(known);
}

function compareKeys(left: readonly (bigint | number)[], right: readonly (bigint | number)[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
