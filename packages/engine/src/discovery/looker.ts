/**
 * Looks at addresses that somebody might want to add, and keeps nothing of them: what is there, whether it is known
 * already, perhaps under another address, and whether it may be added at all. Looks take a share of the probe slots, so
 * that a long list of dead addresses does not keep those that live waiting.
 */
import type { Address, InstanceId, Observation } from '@topiary/domain';
import { addressOf, identityKeyOf, instanceIdOf } from '@topiary/domain';
import type { LookResult, Standing } from '../api.ts';
import type { Logger } from '../ports/logger.ts';
import type { ObserveResult, Servers } from '../ports/servers.ts';
import type { EngineSettings } from '../settings.ts';
import { Limiter } from '../shared/limiter.ts';
import type { ServerBook } from './server-book.ts';

/** Of `maxConcurrentProbes`, at least one. */
const LOOKING_SHARE = 0.25;

export interface LookerOptions {
  readonly servers: Pick<Servers, 'proveSame'>;
  readonly logger: Logger;
  readonly settings: Pick<EngineSettings, 'maxConcurrentProbes' | 'probeDeadlineMs'>;
  readonly book: ServerBook;
  readonly keptId: (id: InstanceId) => InstanceId;
  /** Whether an address that is not known may be added. */
  readonly standingOf: (id: InstanceId) => Exclude<Standing, 'known'>;
  /** What a server tells may keep it out too. */
  readonly refuses: (id: InstanceId, observation: Observation) => boolean;
  /** `null` after the stop. */
  readonly look: (id: InstanceId) => Promise<ObserveResult | null>;
}

export class Looker {
  private readonly options: LookerOptions;
  private readonly limiter: Limiter;

  constructor(options: LookerOptions) {
    this.options = options;
    this.limiter = new Limiter(Math.max(1, Math.floor(options.settings.maxConcurrentProbes * LOOKING_SHARE)));
  }

  async look(address: Address): Promise<LookResult> {
    const asked = instanceIdOf(address);
    const id = this.options.keptId(asked);
    if (this.options.book.has(id)) return this.known(asked, id);
    const standing = this.options.standingOf(asked);
    if (standing === 'ignored') return { asked, id: asked, standing, answer: { kind: 'not-asked' } };
    return this.limiter.run(() => this.ask(asked, standing));
  }

  private async ask(asked: InstanceId, standing: Exclude<Standing, 'known'>): Promise<LookResult> {
    const result = await this.options.look(asked);
    if (result === null) return { asked, id: asked, standing, answer: { kind: 'not-asked' } };
    if (result.kind === 'failed')
      return { asked, id: asked, standing, answer: { kind: 'failed', failure: result.failure } };
    const answer = { kind: 'observed', observation: result.observation } as const;
    if (this.options.refuses(asked, result.observation)) return { asked, id: asked, standing: 'ignored', answer };
    const kept = await this.knownAs(asked, result.observation);
    return kept === null ? { asked, id: asked, standing, answer } : { asked, id: kept, standing: 'known', answer };
  }

  /** As it was seen last: servers that are known are probed anyway. */
  private known(asked: InstanceId, id: InstanceId): LookResult {
    const { failure = null, observation = null } = this.options.book.records.get(id) ?? {};
    const standing = 'known';
    if (failure !== null) return { asked, id, standing, answer: { kind: 'failed', failure } };
    if (observation !== null) return { asked, id, standing, answer: { kind: 'observed', observation } };
    return { asked, id, standing, answer: { kind: 'not-asked' } };
  }

  /** Equal identities are only a reason to ask: copied data directories share them. */
  private async knownAs(asked: InstanceId, observation: Observation): Promise<InstanceId | null> {
    const key = identityKeyOf(observation);
    const { servers, settings, logger, book, keptId } = this.options;
    const tellers = key === null ? [] : [...book.tellersOf(key)].filter((id) => keptId(id) === id);
    const [candidate] = tellers.toSorted();
    if (candidate === undefined) return null;
    try {
      const verdict = await servers.proveSame(addressOf(asked), addressOf(candidate), {
        deadlineMs: settings.probeDeadlineMs,
      });
      return verdict === 'same' ? candidate : null;
    } catch (error) {
      logger.error('driver-threw', { instance: asked, error });
      return null;
    }
  }
}
