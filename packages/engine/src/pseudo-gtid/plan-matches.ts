/**
 * Carries out the steps of one plan that prove by pseudo-GTID where a replica goes on (`match-position`). Replicas that are
 * matched below one server share what is read of its log. A target that lacks what the replica has is waited for as long as
 * it may still get it.
 */
import { addressOf, formatCoordinates, MATCHED_RESULT, message, refusalMessage } from '@topiary/domain';
import type {
  InstanceId,
  MatchPositionStep,
  MatchRefusal,
  Message,
  Observation,
  PseudoGtidSettings,
  StepResults,
} from '@topiary/domain';
import { MatchSource } from './match-below.ts';
import type { MatchServices } from './match-below.ts';

export interface PlanMatchesParts extends MatchServices {
  readonly settings: PseudoGtidSettings;
  readonly observationOf: (id: InstanceId) => Observation | null;
}

export type PlaceFound =
  | { readonly kind: 'done'; readonly results: StepResults }
  | { readonly kind: 'failed'; readonly reason: Message };

/** Between two attempts, while the target catches up: as long as the last one took, within these. */
const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** For one look at the target. */
const LOOK_DEADLINE_MS = 2_000;

export class PlanMatches {
  readonly #parts: PlanMatchesParts;
  readonly #sources = new Map<InstanceId, MatchSource>();

  constructor(parts: PlanMatchesParts) {
    this.#parts = parts;
  }

  async find(step: MatchPositionStep, isAbandoned: () => boolean): Promise<PlaceFound> {
    const { clock, observationOf } = this.#parts;
    const { instance, target, channel } = step;
    const untilMs = clock.monotonicMs() + step.deadlineMs;
    // What another replica's match has read so far is good enough for a place, and too old for a refusal.
    for (let newerThanMs = -Infinity; ;) {
      const startedMs = clock.monotonicMs();
      const [replica, observed] = [observationOf(instance), observationOf(target)];
      if (replica === null) return failed(message('replica-not-reachable', { replica: instance }));
      if (observed === null) return failed(message('target-not-reachable', { replica: instance, target }));
      const source = this.#sourceOf(target, observed, newerThanMs);
      const asked = { address: addressOf(instance), observation: replica, channel };
      const result = await source.match(asked, Math.max(1, untilMs - startedMs));
      if (result.kind === 'matched')
        return { kind: 'done', results: { [MATCHED_RESULT]: formatCoordinates(result.position) } };
      const { refusal } = result;
      const isLacking = refusal.kind === 'replica-ahead' || refusal.kind === 'marker-not-in-target';
      const mayCome = isLacking && (source.openedMs < startedMs || (mayPass(refusal) && (await this.#comesOn(target))));
      const pauseMs = pauseAfter(clock.monotonicMs() - startedMs);
      if (!mayCome || isAbandoned() || clock.monotonicMs() + pauseMs >= untilMs)
        return failed(refusalMessage(refusal, { replica: instance, target }));
      await clock.sleep(pauseMs);
      newerThanMs = startedMs;
    }
  }

  #sourceOf(target: InstanceId, observation: Observation, newerThanMs: number): MatchSource {
    const known = this.#sources.get(target);
    if (known !== undefined && known.openedMs > newerThanMs) return known;
    const source = new MatchSource(this.#parts, {
      target: { address: addressOf(target), observation },
      settings: this.#parts.settings,
    });
    this.#sources.set(target, source);
    return source;
  }

  /** Whether the target may still get what it lacks. */
  async #comesOn(target: InstanceId): Promise<boolean> {
    const looked = await this.#parts.servers.observeChannels(addressOf(target), { deadlineMs: LOOK_DEADLINE_MS });
    if (looked.kind === 'failed') return false;
    return looked.channels.some(({ receiver, applier, readPosition, executedPosition }) => {
      if (applier !== 'running') return false;
      if (receiver === 'running' || readPosition === null || executedPosition === null) return true;
      return formatCoordinates(readPosition) !== formatCoordinates(executedPosition);
    });
  }
}

/** Whether time alone may end it. */
function mayPass(refusal: MatchRefusal): boolean {
  return refusal.kind === 'replica-ahead' || (refusal.kind === 'marker-not-in-target' && refusal.why === 'not-yet');
}

function pauseAfter(tookMs: number): number {
  return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, tookMs));
}

function failed(reason: Message): PlaceFound {
  return { kind: 'failed', reason };
}
