/** What the commands of several steps are made of. */
import type { Family, PositionValue, StepResults, ThreadStates } from '@topiary/domain';
import type { Command } from './command.ts';

/** The name under which `stop-replication` yields where the applier stands. */
export const POSITION_RESULT = 'position';

export interface StepContext {
  readonly family: Family;
  /** What earlier steps yielded, by step id. */
  readonly results: Readonly<Record<string, StepResults>>;
}

export function positionOf(value: PositionValue, { results }: StepContext): string {
  return value.kind === 'known' ? value.position : (results[value.step]?.[POSITION_RESULT] ?? '');
}

/** Only what ran before. */
export function startThreads(channel: string, before: ThreadStates): readonly Command[] {
  const threads = { receiver: before.receiver !== 'stopped', applier: before.applier !== 'stopped' };
  return threads.receiver || threads.applier ? [{ kind: 'start-threads', channel, threads }] : [];
}
