/** Semi-synchronous replication on and off, on either side. Source: spec/refactoring §12, spec/dialects §9. */
import type { SemiSyncSide } from '../../topology/observation.ts';
import { edgesOf } from '../../topology/queries.ts';
import { acknowledging, acknowledgingLeft } from '../acknowledging.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import type { SetSemiSyncStep } from '../upkeep-steps.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';

interface Switch {
  readonly side: SemiSyncSide;
  readonly to: boolean;
}

export function setSemiSync(context: ControlContext, { side, to }: Switch): Drafted {
  const { instance, observed, policy } = context;
  const { id } = instance;
  const enabled = observed.semiSync[`${side}Enabled`];
  if (enabled === null) return refused(fail(id, message('semi-sync-not-loaded', { instance: id })));
  if (enabled === to) return refused(fail(id, message(`semi-sync-${to ? 'on' : 'off'}-already`, { instance: id })));
  const step: SetSemiSyncStep = {
    ...stepBase(context, policy.deadlines.changeServerMs),
    kind: 'set-semi-sync',
    side,
    to,
    words: observed.semiSync.words ?? 'master-slave',
    channels:
      side === 'source'
        ? []
        : observed.channels.filter(({ receiver }) => receiver !== 'stopped').map(({ name }) => name),
  };
  return { checks: side === 'source' ? sourceSide(context, to) : replicaSide(context, to), lanes: [[step]] };
}

/** Commits wait for acknowledgements that nobody sends, until the time-out turns semi-sync off by itself. */
function sourceSide({ snapshot, instance: { id }, observed }: ControlContext, to: boolean): readonly Check[] {
  const { sourceWaitForReplicas: wait, sourceTimeoutMs } = observed.semiSync;
  if (!to) return [warn(id, message('commits-not-acknowledged', { instance: id }))];
  const left = acknowledging(snapshot, id).length;
  if (wait === null || left >= wait) return [pass(id, message('enough-acknowledge', { instance: id, left }))];
  const milliseconds = sourceTimeoutMs ?? 0;
  return [warn(id, message('too-few-acknowledge', { instance: id, left, wait, milliseconds }))];
}

function replicaSide({ snapshot, instance: { id } }: ControlContext, to: boolean): readonly Check[] {
  if (to) return [];
  return edgesOf(snapshot, id).flatMap(({ source }) => {
    const found = acknowledgingLeft(snapshot, source, new Set([id]));
    if (found === null) return [];
    return found.left >= found.wait
      ? [pass(id, message('enough-acknowledge', { instance: source, left: found.left }))]
      : [warn(id, message('too-few-acknowledge', { instance: source, ...found }))];
  });
}
