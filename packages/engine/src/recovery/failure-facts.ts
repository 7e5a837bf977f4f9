/** What hooks are told of a failure that is recovered, and how it ended. */
import { matchingFilter, say } from '@topiary/domain';
import type { Finding, InstanceId, RecoveryRules, TopologySnapshot } from '@topiary/domain';
import type { HookFacts } from '../ports/hooks.ts';
import { placeOfFailure } from './place-of-failure.ts';
import type { RecoveryEnd } from './running-recovery.ts';

export interface FailureQuestion {
  readonly finding: Finding;
  readonly snapshot: TopologySnapshot;
  readonly rules: RecoveryRules;
  /** Where this process runs. */
  readonly host: string;
  /** '' before there is a recovery. */
  readonly uid: string;
  /** `null`: it has not ended. */
  readonly end: RecoveryEnd | null;
}

export function failureFacts({ finding, snapshot, rules, host, uid, end }: FailureQuestion): HookFacts {
  const { instance: failed, code, summary } = finding;
  const place = placeOfFailure(snapshot, finding);
  const role = snapshot.instances.get(failed)?.role;
  const of = place?.question.cluster;
  const allows = (filters: RecoveryRules['masters']): boolean =>
    of !== undefined && matchingFilter(filters, of) !== null;
  return {
    code,
    description: say(summary, 'en'),
    failed,
    isMaster: role === 'master' || role === 'co-master',
    isCoMaster: role === 'co-master',
    isDowntimed: finding.skipped === 'downtimed',
    cluster: {
      name: of?.masterAddress ?? failed,
      alias: of?.alias ?? '',
      domain: snapshot.clusters.get(finding.cluster)?.domain?.text ?? '',
    },
    replicas: place?.details.replicas ?? [],
    lost: end?.lost ?? [],
    automatic: { master: allows(rules.masters), intermediateMaster: allows(rules.intermediateMasters) },
    command: '',
    host,
    uid,
    successor: end === null || end.successor === null ? null : successorOf(snapshot, end.successor),
  };
}

function successorOf({ instances }: TopologySnapshot, instance: InstanceId): NonNullable<HookFacts['successor']> {
  const known = instances.get(instance);
  const binlog = known?.observation?.binlog ?? null;
  return {
    instance,
    alias: known?.classification.alias ?? '',
    coordinates: binlog === null ? '' : `${binlog.file}:${binlog.position}`,
  };
}
