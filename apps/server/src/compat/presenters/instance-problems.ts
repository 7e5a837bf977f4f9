/** orchestrator's own short list of what is wrong with an instance: at most one of the first four, then the others. */
import type { InstanceInput } from './instance-input.ts';
import { threadStates } from './instance-input.ts';

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

function firstProblem({ instance, channel, context }: InstanceInput, isRecent: boolean): string | null {
  if (instance.failure !== null) return 'last_check_invalid';
  if (!isRecent) return 'not_recently_checked';
  if (channel === null) return null;
  const { sql, io } = threadStates(channel);
  if (sql !== 1 || io !== 1) return 'not_replicating';
  const lateBy = channel.lagSeconds === null ? 0 : Math.abs(channel.lagSeconds - channel.delaySeconds);
  return lateBy > context.reasonableLagSeconds ? 'replication_lag' : null;
}
