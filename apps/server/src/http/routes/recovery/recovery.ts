import type { CallOutput } from '@topiary/contract';
import { asInstant, findInstance } from '@topiary/domain';
import { HOOK_LISTS } from '@topiary/engine';
import type {
  AcknowledgedWhich,
  AcknowledgeResult,
  DetectionQuery,
  ManualResult,
  RecoveryQuery,
  SwitchResult,
} from '@topiary/engine';
import { exampleFailure } from '../../../services/example-failure.ts';
import type { Services } from '../../../services/services.ts';
import type { DeepReadonly } from '../../../presenters/readonly.ts';
import { fromStore } from '../../from-store.ts';
import type { HandlerInput, Handlers } from '../../handler.ts';
import { defined } from '../../defined.ts';
import { failure, ok } from '../../outcome.ts';
import type { Failure, Outcome } from '../../outcome.ts';

type Names =
  | 'recoveries'
  | 'recovery'
  | 'recover'
  | 'acknowledgeRecovery'
  | 'acknowledgeRecoveries'
  | 'detections'
  | 'blockedRecoveries'
  | 'recoverySwitches'
  | 'switchRecovery'
  | 'releaseStormBrake'
  | 'readiness'
  | 'previewHooks';

export function recoveryHandlers(services: Services): Pick<Handlers, Names> {
  return { ...listHandlers(services), ...changeHandlers(services), ...previewHandlers(services) };
}

function listHandlers({
  engine,
}: Services): Pick<
  Handlers,
  'recoveries' | 'recovery' | 'detections' | 'blockedRecoveries' | 'recoverySwitches' | 'readiness'
> {
  const { recoveries } = engine;
  return {
    recoveries: ({ query }) =>
      fromStore(async () => {
        const found = await recoveries.list(recoveryQueryOf(query));
        return ok<DeepReadonly<CallOutput<'recoveries'>>>(found);
      }),
    recovery: ({ params: { uid } }) =>
      fromStore(async () => {
        const [named] = (await recoveries.list({ uid, page: 0, pageSize: 1 })).items;
        const recovery = named ?? (await numbered(recoveries, uid));
        if (recovery === undefined) return failure('recovery-unknown', { recovery: uid });
        return ok<DeepReadonly<CallOutput<'recovery'>>>({ recovery, steps: await recoveries.steps(recovery.uid) });
      }),
    detections: ({ query }) =>
      fromStore(async () =>
        ok<DeepReadonly<CallOutput<'detections'>>>(await recoveries.detections(detectionQueryOf(query))),
      ),
    blockedRecoveries: () => fromStore(async () => ok({ blocked: await recoveries.blocked() })),
    recoverySwitches: async () => ok(await recoveries.switches()),
    readiness: ({ params: { cluster } }) =>
      fromStore(async () => {
        const readiness = await recoveries.readiness(cluster, { forecasts: true });
        return readiness === null ? failure('cluster-unknown', { cluster }) : ok(readiness);
      }),
  };
}

export function recoveryQueryOf(query: HandlerInput<'recoveries'>['query']): RecoveryQuery {
  const { from, to, unacknowledged, page, pageSize, ...rest } = query;
  return {
    page,
    pageSize,
    ...defined(rest),
    ...(unacknowledged === 'true' && { unacknowledged: true }),
    ...(from !== undefined && { from: asInstant(from) }),
    ...(to !== undefined && { to: asInstant(to) }),
  };
}

export function detectionQueryOf(query: HandlerInput<'detections'>['query']): DetectionQuery {
  const { from, to, actionable, page, pageSize, ...rest } = query;
  return {
    page,
    pageSize,
    ...defined(rest),
    ...(actionable !== undefined && { actionable: actionable === 'true' }),
    ...(from !== undefined && { from: asInstant(from) }),
    ...(to !== undefined && { to: asInstant(to) }),
  };
}

/** A detection names what it led to by its number. */
async function numbered(recoveries: Services['engine']['recoveries'], text: string) {
  if (!/^\d{1,15}$/.test(text)) return undefined;
  return (await recoveries.list({ id: Number(text), page: 0, pageSize: 1 })).items[0];
}

function changeHandlers({
  engine,
}: Services): Pick<
  Handlers,
  'recover' | 'acknowledgeRecovery' | 'acknowledgeRecoveries' | 'switchRecovery' | 'releaseStormBrake'
> {
  const { recoveries } = engine;
  return {
    recover: async ({ params, body: { candidate = null, withoutHooks }, actor }) => {
      const found = findInstance(engine.snapshot(), params.instance);
      if (found === null) return failure('instance-unknown', { instance: params.instance });
      const asked = { kind: 'recover', instance: found.id, candidate, withoutHooks } as const;
      const result = await engine.recoverByHand(asked, actor);
      if (result.kind !== 'ended') return notRecovered(result);
      const { successor, lost, errors } = result.end;
      return ok({ uid: result.recovery.uid, successor, lost, errors });
    },
    acknowledgeRecovery: async ({ params: { uid }, body: { comment }, actor }) => {
      const known = await fromStore(async () => ok(await recoveries.list({ uid, page: 0, pageSize: 1 })));
      if (known.kind === 'failure') return known;
      if (known.body.total === 0) return failure('recovery-unknown', { recovery: uid });
      return acknowledged(await recoveries.acknowledge({ kind: 'uid', uid }, { actor, comment }));
    },
    acknowledgeRecoveries: async ({ body: { comment, cluster, instance }, actor }) => {
      const which: AcknowledgedWhich =
        cluster !== undefined
          ? { kind: 'cluster', cluster }
          : instance !== undefined
            ? { kind: 'instance', instance }
            : { kind: 'all' };
      return acknowledged(await recoveries.acknowledge(which, { actor, comment }));
    },
    releaseStormBrake: async ({ actor }) => {
      const result = await recoveries.releaseStorm(actor);
      return result.kind === 'done' ? ok({ said: result.said }) : failureOf(result);
    },
    switchRecovery: async ({ body: { cluster = null, on, reason, duration }, actor }) => {
      const result = await recoveries.setSwitch({ cluster, on, reason, durationMs: duration ?? null }, actor);
      return result.kind === 'done' ? ok(await recoveries.switches()) : failureOf(result);
    },
  };
}

function previewHandlers({ engine, about }: Services): Pick<Handlers, 'previewHooks'> {
  return {
    previewHooks: ({ body, identity }) => {
      // Commands may hold what only operators should read.
      if (!identity.mayChange) return failure('forbidden', { user: identity.user });
      const { instance = null } = body;
      const facts = exampleFailure({ snapshot: engine.snapshot(), instance, about });
      if (facts === null) return failure('instance-unknown', { instance: instance ?? '' });
      return ok({
        instance: facts.failed,
        hooks: HOOK_LISTS.flatMap((list) => engine.hooks.render(list, facts)),
      });
    },
  };
}

function acknowledged(
  result: AcknowledgeResult,
): Outcome<{ readonly recoveries: number; readonly detections: number }> {
  return result.kind === 'done' ? ok(result.count) : failureOf(result);
}

function notRecovered(result: Exclude<ManualResult, { readonly kind: 'ended' }>): Failure {
  switch (result.kind) {
    case 'not-attempted':
      return failure('recovery-refused', {}, result.reasons);
    case 'refused':
      return failure('recovery-refused', {}, [result.gate.why]);
    case 'no-recovery':
      return failure('recovery-refused', {}, [result.reason]);
    case 'unknown-cluster':
      return failure('cluster-unknown', { cluster: result.cluster });
  }
}

function failureOf(result: Exclude<SwitchResult, { readonly kind: 'done' }>): Failure {
  switch (result.kind) {
    case 'unknown-cluster':
      return failure('cluster-unknown', { cluster: result.cluster });
    case 'refused':
      return failure('recovery-refused', {}, [result.reason]);
    case 'not-the-actor':
      return failure('not-the-actor', { holder: result.holder });
    case 'store-failing':
      return failure('store-failing', { detail: result.detail });
  }
}
