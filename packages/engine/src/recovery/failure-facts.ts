/** What hooks are told of a failure and of its recovery, and how it ended. */
import { matchingFilter, say } from '@topiary/domain';
import type { ClusterId, InstanceId, Message, RecoveryRules, RecoveryScope, TopologySnapshot } from '@topiary/domain';
import type { HookFacts } from '../ports/hooks.ts';
import { placeOfFailure } from './place-of-failure.ts';
import type { RecoveryEnd } from './running-recovery.ts';

/** What a recovery is about: from a finding, or in the words of whoever asks for it. */
export interface FailedServer {
  /** By orchestrator's name. */
  readonly code: string;
  readonly instance: InstanceId;
  readonly cluster: ClusterId;
  readonly summary: Message;
  readonly isDowntimed: boolean;
  /** Where the code does not say what is repaired. */
  readonly scope?: RecoveryScope;
}

export interface FailureQuestion {
  readonly failed: FailedServer;
  readonly snapshot: TopologySnapshot;
  readonly rules: Pick<RecoveryRules, 'masters' | 'intermediateMasters'>;
  /** Where this process runs. */
  readonly host: string;
  /** '' before there is a recovery. */
  readonly uid: string;
  /** `null`: it has not ended. */
  readonly end: Pick<RecoveryEnd, 'successor' | 'lost'> | null;
  /** As a person asked for it; '' where a finding did. */
  readonly command: string;
}

export function failureFacts({ failed, snapshot, rules, host, uid, end, command }: FailureQuestion): HookFacts {
  const { instance, code, summary, isDowntimed } = failed;
  const place = placeOfFailure(snapshot, failed);
  const role = snapshot.instances.get(instance)?.role;
  const of = place?.question.cluster;
  const allows = (filters: RecoveryRules['masters']): boolean =>
    of !== undefined && matchingFilter(filters, of) !== null;
  return {
    code,
    description: say(summary, 'en'),
    summary,
    failed: instance,
    isMaster: role === 'master' || role === 'co-master',
    isCoMaster: role === 'co-master',
    isDowntimed,
    cluster: {
      name: of?.masterAddress ?? instance,
      alias: of?.alias ?? '',
      domain: snapshot.clusters.get(failed.cluster)?.domain?.text ?? '',
    },
    replicas: place?.details.replicas ?? [],
    lost: end?.lost ?? [],
    automatic: { master: allows(rules.masters), intermediateMaster: allows(rules.intermediateMasters) },
    command,
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
