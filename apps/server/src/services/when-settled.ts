/**
 * Waits until a plan has ended and the snapshot shows what it did. The engine calls a plan finished when its journal says
 * so; it then looks at the servers once more and lets go of the cluster. Who asks next must find both done.
 */
import type { Execution, PlanId } from '@topiary/domain';
import type { Clock, Engine } from '@topiary/engine';

/** A server that died meanwhile answers no look; then what is known has to do. */
export const SETTLE_DEADLINE_MS = 2_000;

export interface WhenSettledParts {
  readonly engine: Pick<Engine, 'whenFinished' | 'runningOn' | 'onChange'>;
  readonly clock: Pick<Clock, 'schedule'>;
}

export async function whenSettled({ engine, clock }: WhenSettledParts, plan: PlanId): Promise<Execution> {
  const execution = await engine.whenFinished(plan);
  const { cluster } = execution.plan;
  const isHeld = () => engine.runningOn(cluster)?.plan === plan;
  if (!isHeld()) return execution;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.schedule(SETTLE_DEADLINE_MS, resolve);
  const stopListening = engine.onChange(() => {
    if (!isHeld()) resolve();
  });
  await promise;
  cancel();
  stopListening();
  return execution;
}
