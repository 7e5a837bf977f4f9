/**
 * Asks servers the configured queries: when one is new, when it restarted, when it became a master or ceased to be one,
 * and again every `intervalMs`. Never beside the probe that brought it here, and never so many at once that probes wait.
 */
import type { ClassificationAnswers, Instance, InstanceId, Observation } from '@topiary/domain';
import { addressOf, CLUSTER_FACTS, isMaster, NO_ANSWERS } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { ConfiguredQuery, Servers } from '../ports/servers.ts';
import type { ClassificationSettings } from '../settings.ts';
import { Limiter } from '../shared/limiter.ts';
import type { TopologyChange } from './topology-keeper.ts';

/** For all queries of one server. */
export const ASK_DEADLINE_MS = 2_000;
/** Servers that are asked at once; the others wait for their turn. */
const MAX_ASKING = 16;
/** A server whose queries were not all answered is asked again after so long, or after `intervalMs` when that is shorter. */
const RETRY_MS = 30_000;

export interface ClassifierOptions {
  readonly servers: Servers;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: ClassificationSettings;
  readonly answersOf: (id: InstanceId) => ClassificationAnswers | null;
  readonly onAnswers: (id: InstanceId, answers: ClassificationAnswers) => void;
}

interface Asked {
  readonly dueMs: number;
  readonly uptimeSeconds: number;
  readonly serverUuid: string | null;
  readonly asMaster: boolean;
}

export class Classifier {
  private readonly options: ClassifierOptions;
  private readonly limiter = new Limiter(MAX_ASKING);
  private readonly asked = new Map<InstanceId, Asked>();
  private readonly asking = new Set<InstanceId>();
  private stopped = false;

  constructor(options: ClassifierOptions) {
    this.options = options;
  }

  /** Every answered probe changes its cluster's data, so this sees each server once per interval. */
  look({ snapshot, structure, data }: TopologyChange): void {
    if (this.stopped || this.options.settings.queries.length === 0) return;
    for (const cluster of [...structure, ...data]) {
      for (const id of snapshot.clusters.get(cluster)?.members ?? []) {
        const instance = snapshot.instances.get(id);
        if (instance?.health === 'ok' && instance.observation !== null) this.askIfDue(instance, instance.observation);
      }
    }
  }

  forget(id: InstanceId): void {
    this.asked.delete(id);
  }

  stop(): void {
    this.stopped = true;
  }

  private askIfDue(instance: Instance, observation: Observation): void {
    const { id } = instance;
    if (this.asking.has(id)) return;
    const asMaster = isMaster(instance);
    if (!this.isDue(id, observation, asMaster)) return;
    this.asking.add(id);
    void this.ask(id, observation, asMaster);
  }

  private isDue(id: InstanceId, { identity, uptimeSeconds }: Observation, asMaster: boolean): boolean {
    const before = this.asked.get(id);
    if (before === undefined) return true;
    const restarted = uptimeSeconds < before.uptimeSeconds || identity.serverUuid !== before.serverUuid;
    return restarted || asMaster !== before.asMaster || this.options.clock.monotonicMs() >= before.dueMs;
  }

  private async ask(id: InstanceId, observation: Observation, asMaster: boolean): Promise<void> {
    const { clock, settings } = this.options;
    try {
      const queries = settings.queries.filter(({ fact }) => asMaster || !CLUSTER_FACTS.has(fact));
      const complete = await this.limiter.run(() => this.put(id, queries));
      const pauseMs = complete ? settings.intervalMs : Math.min(RETRY_MS, settings.intervalMs);
      const { identity, uptimeSeconds } = observation;
      const dueMs = clock.monotonicMs() + pauseMs;
      this.asked.set(id, { dueMs, uptimeSeconds, serverUuid: identity.serverUuid, asMaster });
    } finally {
      this.asking.delete(id);
    }
  }

  /** Whether every query was answered. */
  private async put(id: InstanceId, queries: readonly ConfiguredQuery[]): Promise<boolean> {
    const { logger, onAnswers, servers } = this.options;
    if (this.stopped) return false;
    try {
      const { answers, failure } =
        queries.length === 0
          ? { answers: NO_ANSWERS, failure: null }
          : await servers.ask(addressOf(id), queries, { deadlineMs: ASK_DEADLINE_MS });
      if (this.stopped) return false;
      const before = this.options.answersOf(id);
      if (before === null) return true;
      const after = merged(before, answers, queries);
      if (JSON.stringify(after) !== JSON.stringify(before)) onAnswers(id, after);
      return failure === null;
    } catch (error) {
      // A bug of the driver with one server must not end the process.
      logger.error('driver-threw', { instance: id, error });
      return false;
    }
  }
}

/** Of what was asked and not answered, the former answer stays; what was not asked is no longer of interest. */
function merged(
  before: ClassificationAnswers,
  answers: ClassificationAnswers,
  queries: readonly ConfiguredQuery[],
): ClassificationAnswers {
  return Object.fromEntries(
    queries.flatMap(({ fact }) => {
      const answer = answers[fact] ?? before[fact];
      return answer === undefined ? [] : [[fact, answer]];
    }),
  );
}
