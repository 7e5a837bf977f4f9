/** What takes plans back: one of them, or all since one, or all since a moment. */
import { asInstant, whyNotUndone } from '@topiary/domain';
import type { Message, PlanId } from '@topiary/domain';
import { restoreAt } from '../../../services/restore-at.ts';
import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';
import { proposed } from './proposed.ts';

export type WayBackHandlers = Pick<Handlers, 'undo' | 'whyNotUndone' | 'restore' | 'restoreAt'>;

export function wayBackHandlers({ engine, clock, about }: Services): WayBackHandlers {
  async function reasonsAgainst(id: PlanId): Promise<readonly Message[]> {
    const execution = (await engine.plan(id))?.execution ?? null;
    return execution === null ? [{ code: 'undo-not-ended', params: {} }] : whyNotUndone(execution, engine.snapshot());
  }

  return {
    undo: async ({ params, actor }) => {
      const result = await engine.undo(params.plan, actor);
      if (result.kind === 'unknown') return failure('plan-unknown', { plan: params.plan });
      if (result.kind === 'not-undoable')
        return failure('plan-not-undoable', { plan: params.plan }, await reasonsAgainst(params.plan));
      return proposed(result);
    },
    whyNotUndone: async ({ params }) => {
      if ((await engine.plan(params.plan)) === null) return failure('plan-unknown', { plan: params.plan });
      return ok({ reasons: await reasonsAgainst(params.plan) });
    },
    restore: async ({ params, actor }) => {
      const result = await engine.restore(params.plan, actor);
      if (result.kind === 'unknown') return failure('plan-unknown', { plan: params.plan });
      if (result.kind === 'not-undoable') return failure('plan-not-undoable', { plan: params.plan });
      return proposed(result);
    },
    restoreAt: async ({ params: { cluster }, body, actor }) => {
      if (!engine.snapshot().clusters.has(cluster)) return failure('cluster-unknown', { cluster });
      const moment = { cluster, at: asInstant(body.at) };
      return proposed(await restoreAt(moment, actor, { engine, now: clock.now(), history: about.history }));
    },
  };
}
