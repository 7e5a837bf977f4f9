/** Every state of every plan that is made, advances or ends, read once for all who want to know. */
import type { PlanId } from '@topiary/domain';
import type { Engine, Logger, PlanState } from '@topiary/engine';

export interface PlanFollower {
  /** Called in order for each plan; states that follow one another while one is being read are read once. */
  onAdvance(listener: (state: PlanState) => void): () => void;
}

export interface PlanFollowerOptions {
  readonly engine: Pick<Engine, 'onChange' | 'plan'>;
  readonly logger: Logger;
}

export function followPlans({ engine, logger }: PlanFollowerOptions): PlanFollower {
  const listeners = new Set<(state: PlanState) => void>();
  /** Plans that are being read; `true` when one changed again meanwhile. */
  const reading = new Map<PlanId, boolean>();

  async function read(id: PlanId): Promise<void> {
    if (reading.has(id)) {
      reading.set(id, true);
      return;
    }
    try {
      do {
        reading.set(id, false);
        const state = await engine.plan(id);
        if (state !== null) for (const listener of listeners) listener(state);
      } while (reading.get(id) === true);
    } catch (error) {
      logger.error('plan.read-failed', { plan: id, error });
    } finally {
      reading.delete(id);
    }
  }

  engine.onChange((change) => {
    if (change.kind === 'plan') void read(change.plan);
  });

  return {
    onAdvance: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
