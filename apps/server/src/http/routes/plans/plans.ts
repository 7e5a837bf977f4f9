import type { ConfirmResult } from '@topiary/engine';
import { findInstance, namedIn } from '@topiary/domain';
import type { PlanId } from '@topiary/domain';
import { presentCandidates } from '../../../presenters/candidate-replicas.ts';
import { presentPrediction } from '../../../presenters/predicted-view.ts';
import { presentSuccessors } from '../../../presenters/successors.ts';
import { presentPlan, presentPlanRecord } from '../../../presenters/plan-view.ts';
import type { Services } from '../../../services/services.ts';
import { withKeptAddresses } from '../../../services/kept-addresses.ts';
import { whenSettled } from '../../../services/when-settled.ts';
import type { HandlerOutcome, Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';
import type { Failure } from '../../outcome.ts';
import { proposed, refusalOf } from './proposed.ts';
import { wayBackHandlers } from './way-back.ts';

type PlanHandlers = Pick<
  Handlers,
  | 'candidates'
  | 'operations'
  | 'canReplicateFrom'
  | 'candidateReplicas'
  | 'successors'
  | 'methods'
  | 'propose'
  | 'plans'
  | 'plan'
  | 'predicted'
  | 'confirm'
  | 'stop'
  | 'undo'
  | 'whyNotUndone'
  | 'restore'
  | 'restoreAt'
>;

export function planHandlers(services: Services): PlanHandlers {
  const { engine, clock } = services;

  async function find(id: PlanId): Promise<HandlerOutcome<'plan'>> {
    const state = await engine.plan(id);
    return state === null ? failure('plan-unknown', { plan: id }) : ok(presentPlan(state));
  }

  return {
    ...questionHandlers(services),
    propose: async ({ body, actor }) =>
      proposed(await engine.proposeReading(withKeptAddresses(body, engine.snapshot()), actor)),
    plans: async ({ query }) => {
      const page = await engine.plans({ cluster: query.cluster ?? null, page: query.page, pageSize: query.pageSize });
      return ok({ ...page, items: page.items.map(presentPlanRecord) });
    },
    plan: ({ params }) => find(params.plan),
    predicted: async ({ params }) => {
      const state = await engine.plan(params.plan);
      if (state === null) return failure('plan-unknown', { plan: params.plan });
      return ok(presentPrediction(state.plan.cluster, engine.snapshot(), engine.predict(state.plan)));
    },
    confirm: async ({ params, query, actor }) => {
      const result = await engine.confirm(params.plan, actor);
      if (result.kind !== 'started') return confirmFailure(params.plan, result);
      if (query.wait === 'false') return ok(presentPlan(result.state));
      await whenSettled({ engine, clock }, params.plan);
      return find(params.plan);
    },
    stop: async ({ params, actor }) => {
      const result = engine.requestStop(params.plan, actor);
      if (result === 'requested') return find(params.plan);
      const state = await engine.plan(params.plan);
      return failure(state === null ? 'plan-unknown' : 'plan-not-running', { plan: params.plan });
    },
    ...wayBackHandlers(services),
  };
}

/** What could be done, before anything is asked for. */
function questionHandlers({
  engine,
}: Services): Pick<
  PlanHandlers,
  'candidates' | 'operations' | 'canReplicateFrom' | 'candidateReplicas' | 'successors' | 'methods'
> {
  return {
    candidates: ({ body, actor }) => {
      const result = engine.candidates(body, actor);
      if (result.kind === 'candidates') return ok({ revision: result.revision, verdicts: result.verdicts });
      return refusalOf(result);
    },
    operations: ({ params, actor }) => {
      const instance = findInstance(engine.snapshot(), params.instance);
      if (instance === null) return failure('instance-unknown', { instance: params.instance });
      return ok({ instance: instance.id, operations: engine.operations(instance.id, actor) });
    },
    canReplicateFrom: async ({ params, actor }) => {
      const [replica, target] = [
        findInstance(engine.snapshot(), params.instance),
        findInstance(engine.snapshot(), params.target),
      ];
      if (replica === null) return failure('instance-unknown', { instance: params.instance });
      if (target === null) return failure('instance-unknown', { instance: params.target });
      const pair = { replica: replica.id, target: target.id };
      return ok({ ...pair, ...(await engine.canReplicateFrom(pair, actor)) });
    },
    candidateReplicas: ({ params }) => {
      const source = findInstance(engine.snapshot(), params.instance);
      if (source === null) return failure('instance-unknown', { instance: params.instance });
      return ok(presentCandidates(engine.snapshot(), source.id));
    },
    successors: ({ params, actor }) => {
      const master = findInstance(engine.snapshot(), params.instance);
      if (master === null) return failure('instance-unknown', { instance: params.instance });
      return ok(presentSuccessors(master.id, engine.successors(master.id, actor)));
    },
    methods: ({ body, actor }) => {
      const intent = withKeptAddresses(body, engine.snapshot());
      const unknown = namedIn(intent).find((id) => !engine.snapshot().instances.has(id));
      return unknown === undefined
        ? ok({ methods: engine.methods(intent, actor) })
        : failure('instance-unknown', { instance: unknown });
    },
  };
}

function confirmFailure(plan: PlanId, result: Exclude<ConfirmResult, { readonly kind: 'started' }>): Failure {
  switch (result.kind) {
    case 'unknown':
      return failure('plan-unknown', { plan });
    case 'already-confirmed':
      return failure('plan-already-confirmed', { plan, user: result.by.user });
    case 'stale':
      return failure('plan-stale', { plan }, result.reasons);
    case 'held-back':
      return failure('plan-refused', { plan }, result.reasons);
    case 'busy':
      return failure('cluster-busy', { plan: result.plan, user: result.by.user });
    case 'not-the-actor':
      return failure('not-the-actor', { holder: result.holder });
    case 'store-failing':
      return failure('store-failing', { detail: result.detail });
  }
}
