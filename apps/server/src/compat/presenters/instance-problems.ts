/** orchestrator's own short list of what is wrong with an instance: at most one of the first four, then the others. */
import type { InstanceInput } from './instance-input.ts';
import { lagSecondsOf, threadStates } from './instance-input.ts';

export function problemsOf(input: InstanceInput, isRecent: boolean): readonly string[] {
  const { instance, observation } = input;
  const first = firstProblem(input, isRecent);
  const state = observation.group?.members.find(({ uuid }) => uuid === observation.identity.serverUuid)?.state;
  return [
    ...(first === null ? [] : [first]),
    ...(instance.problems.some(({ code }) => code === 'errant-gtid') ? ['errant_gtid'] : []),
    ...(state !== undefined && state !== 'ONLINE' ? ['group_replication_member_not_online'] : []),
  ];
}

function firstProblem(input: InstanceInput, isRecent: boolean): string | null {
  const { instance, channel, context } = input;
  if (instance.failure !== null) return 'last_check_invalid';
  if (!isRecent) return 'not_recently_checked';
  if (channel === null) return null;
  const { sql, io } = threadStates(channel);
  if (sql !== 1 || io !== 1) return 'not_replicating';
  const lag = lagSecondsOf(input);
  const lateBy = lag === null ? 0 : Math.abs(lag - channel.delaySeconds);
  return lateBy > context.reasonableLagSeconds ? 'replication_lag' : null;
}
