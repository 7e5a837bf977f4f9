/**
 * Begins the binary logs of a server anew. What a replica has executed is read when it applies nothing any more, and is in the
 * journal before the logs go: whoever goes on after a crash sets it again. Source: spec/refactoring §11.
 */
import { familyOf } from '../../replication/product.ts';
import { edgesTo } from '../../topology/queries.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import { asStepId } from '../plan.ts';
import type { Check, Step, StopReplicationStep } from '../plan.ts';
import { threadsOf } from '../thread-states.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';

/** A sentence names so many of them. */
const MAX_NAMED_READERS = 5;

export function resetMaster(context: ControlContext): Drafted {
  const { instance, observed } = context;
  const { id } = instance;
  if (!observed.settings.logBin) return refused(fail(id, message('target-has-no-binlog', { target: id })));
  const read = stillRead(context);
  if (read !== null) return refused(read);
  const isReplica = observed.channels.length > 0;
  return {
    checks: [
      pass(id, message('nobody-reads-here', { instance: id })),
      warn(id, message(isReplica ? 'all-logs-go' : 'all-history-goes', { instance: id })),
    ],
    lanes: [resetKeepingGtids(context, '')],
  };
}

/** Fails where somebody replicates from the server; `null`: nobody does. */
export function stillRead({ snapshot, instance: { id } }: ControlContext): Check | null {
  const readers = edgesTo(snapshot, id).map(({ replica }) => replica);
  if (readers.length === 0) return null;
  const replicas = readers.slice(0, MAX_NAMED_READERS).join(', ');
  return fail(id, message('reset-has-replicas', { instance: id, replicas }));
}

/** Stops what runs, resets, and starts it again. A server that replicates from nobody has no GTIDs worth keeping. */
export function resetKeepingGtids(context: ControlContext, without: string): readonly Step[] {
  const { instance, observed, policy } = context;
  const { id } = instance;
  const { channels } = observed;
  const on = (deadlineMs: number) => stepBase(context, deadlineMs);
  const stops = channels.map((channel): StopReplicationStep => ({
    ...on(policy.deadlines.stopReplicationMs),
    kind: 'stop-replication',
    channel: channel.name,
    before: threadsOf(channel),
  }));
  const keeps = familyOf(observed.product) === 'mysql' && observed.gtid.kind === 'mysql' && channels.length > 0;
  const reset: Step = {
    ...on(policy.deadlines.changeServerMs),
    kind: 'reset-binary-logs',
    // Of the step before it, which stops the last channel.
    executed: keeps ? { kind: 'result', step: asStepId(''), instance: id } : null,
    without,
  };
  const starts = stops
    .filter(({ before }) => !isStill(before))
    .map((stop) => ({ ...stop, kind: 'start-replication' }) as const);
  return [...stops, reset, ...starts];
}

function isStill({ receiver, applier }: { readonly receiver: string; readonly applier: string }): boolean {
  return receiver === 'stopped' && applier === 'stopped';
}
