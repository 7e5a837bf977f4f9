/**
 * What the name service says of host names, remembered for a while. A name that leads elsewhere is a reason to ask
 * whether both are one server (`same-servers.ts`); it never decides that. Source: spec/discovery §10.
 */
import type { Instant } from '@topiary/domain';
import { asInstant } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { LookUpMethod, NameResolver } from '../ports/names.ts';
import { Limiter } from '../shared/limiter.ts';

export const LOOK_UP_DEADLINE_MS = 2_000;
export const MAX_LOOK_UPS = 8;
/** A look-up that failed is not repeated sooner. */
export const FAILED_FOR_MS = 60_000;
/** The oldest goes first. */
export const MAX_CACHED_NAMES = 10_000;

export interface HostNamesOptions {
  readonly resolver: NameResolver;
  readonly clock: Clock;
  /** `null`: names are left as they are (`none`, `default`). */
  readonly method: LookUpMethod | null;
  readonly expiryMs: number;
  /** `RejectHostnameResolvePattern`: such a result is not used, and not remembered. */
  readonly isRejected: (host: string) => boolean;
}

export const LOOK_UP_OUTCOMES = ['resolved', 'same', 'rejected', 'failed', 'not-asked'] as const;
export type LookUpOutcome = (typeof LOOK_UP_OUTCOMES)[number];

export interface LookedUpName {
  readonly host: string;
  /** What to use: the asked name itself where the look-up brought nothing usable. */
  readonly name: string;
  readonly outcome: LookUpOutcome;
  /** Of a failure. */
  readonly code: string | null;
  readonly at: Instant;
  /** `null`: not remembered. */
  readonly expiresAt: Instant | null;
}

export class HostNames {
  private readonly options: HostNamesOptions;
  private readonly known = new Map<string, LookedUpName>();
  private readonly inFlight = new Map<string, Promise<LookedUpName>>();
  private readonly limiter = new Limiter(MAX_LOOK_UPS);
  /** Answers to questions of before a reset are not remembered after it. */
  private generation = 0;

  constructor(options: HostNamesOptions) {
    this.options = options;
  }

  get isAsking(): boolean {
    return this.options.method !== null;
  }

  async lookUp(host: string): Promise<LookedUpName> {
    const { method, clock } = this.options;
    if (method === null || (method === 'ip' && isAddress(host))) return this.unasked(host);
    const known = this.known.get(host);
    if (known !== undefined && (known.expiresAt ?? 0) > clock.now()) return known;
    const running = this.inFlight.get(host);
    if (running !== undefined) return running;
    const asked = this.ask(host, method);
    this.inFlight.set(host, asked);
    try {
      return await asked;
    } finally {
      this.inFlight.delete(host);
    }
  }

  /** In order of host; what has expired is not listed. */
  entries(): readonly LookedUpName[] {
    const now = this.options.clock.now();
    const live = [...this.known.values()].filter(({ expiresAt }) => expiresAt !== null && expiresAt > now);
    return live.toSorted((left, right) => (left.host < right.host ? -1 : 1));
  }

  /** Answers how many were remembered. */
  reset(): number {
    const count = this.entries().length;
    this.known.clear();
    this.generation += 1;
    return count;
  }

  private async ask(host: string, method: LookUpMethod): Promise<LookedUpName> {
    const { resolver, clock, isRejected, expiryMs } = this.options;
    const { generation } = this;
    const answer = await this.limiter.run(() => resolver.resolve(host, method, { deadlineMs: LOOK_UP_DEADLINE_MS }));
    const at = clock.now();
    const failed = answer.kind === 'failed';
    const name = failed ? host : answer.name.toLowerCase().replace(/\.$/, '');
    const base = { host, name, code: failed ? answer.code : null, at };
    if (!failed && isRejected(name)) return { ...base, name: host, outcome: 'rejected', expiresAt: null };
    const expiresAt = asInstant(at + (failed ? FAILED_FOR_MS : expiryMs));
    const outcome = failed ? 'failed' : name === host ? 'same' : 'resolved';
    const made: LookedUpName = { ...base, outcome, expiresAt };
    if (generation === this.generation) this.remember(made);
    return made;
  }

  private remember(made: LookedUpName): void {
    this.known.delete(made.host);
    const [oldest] = this.known.keys();
    if (this.known.size >= MAX_CACHED_NAMES && oldest !== undefined) this.known.delete(oldest);
    this.known.set(made.host, made);
  }

  private unasked(host: string): LookedUpName {
    return { host, name: host, outcome: 'not-asked', code: null, at: this.options.clock.now(), expiresAt: null };
  }
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}
