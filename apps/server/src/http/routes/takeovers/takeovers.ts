/** Takeovers in a window of time. */
import { asInstant } from '@topiary/domain';
import type { ReplaceMasterIntent } from '@topiary/domain';
import { holderText } from '@topiary/engine';
import type { EngineStatus } from '@topiary/engine';
import { presentTakeover } from '../../../presenters/takeover-view.ts';
import type { Services } from '../../../services/services.ts';
import { fromStore } from '../../from-store.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';
import type { Failure } from '../../outcome.ts';

type Names = 'takeovers' | 'scheduleTakeover' | 'cancelTakeover';

export function takeoverHandlers({ engine }: Services): Pick<Handlers, Names> {
  const { takeovers } = engine;
  return {
    takeovers: () => fromStore(async () => ok({ takeovers: (await takeovers.list()).map(presentTakeover) })),
    scheduleTakeover: ({ body: { from, until, master, successor, ...more }, actor }) =>
      fromStore(async () => {
        const intent: ReplaceMasterIntent = { kind: 'replace-master', because: 'takeover', master, successor, ...more };
        const asked = { intent, from: asInstant(from), until: asInstant(until) };
        const result = await takeovers.schedule(asked, actor);
        if (result.kind === 'scheduled') return ok(presentTakeover(result.takeover));
        return result.kind === 'refused' ? failure('plan-refused', {}, [result.reason]) : notTheActor(engine.status());
      }),
    cancelTakeover: ({ params: { takeover }, actor }) =>
      fromStore(async () => {
        const result = await takeovers.cancel(takeover, actor);
        switch (result.kind) {
          case 'cancelled':
            return ok(presentTakeover(result.takeover));
          case 'unknown':
            return failure('takeover-unknown', { takeover });
          case 'not-waiting':
            return failure('takeover-not-waiting', { takeover, state: result.takeover.state });
          case 'not-the-actor':
            return notTheActor(engine.status());
        }
      }),
  };
}

function notTheActor({ acting }: EngineStatus): Failure {
  const holder = acting.kind === 'other' ? holderText(acting.holder) : acting.kind;
  return failure('not-the-actor', { holder });
}
