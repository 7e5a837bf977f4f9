/** One Topiary process: the real engine between its view of the servers and its view of the store. It can die. */
import type { Address, ClusterFilter, Policy, RecoveryRules } from '@topiary/domain';
import { clusterFilterOf, DEFAULT_POLICY, NO_AUTOMATIC_RECOVERY, NO_PSEUDO_GTID } from '@topiary/domain';
import { createEngine, NO_FILTERS, NO_QUERIES } from '@topiary/engine';
import type { Engine, LogFields, Servers, Store } from '@topiary/engine';
import type { Prng } from '../chance/prng.ts';
import type { VirtualTime } from '../clock/virtual-time.ts';
import type { Narration } from '../narration/narration.ts';
import type { Recovering } from '../scenario/scenario.ts';
import { Life } from './life.ts';
import { ProcessClock } from './process-clock.ts';

export interface ProcessParts {
  readonly name: string;
  readonly time: VirtualTime;
  readonly narration: Narration;
  readonly prng: Prng;
  readonly seeds: readonly Address[];
  readonly pollIntervalMs: number;
  readonly policy?: Policy;
  /** It writes markers, and replicas are moved by them. */
  readonly writesMarkers: boolean;
  readonly recovers: Recovering | null;
  /** `incarnation`: the so-manieth start under this name; ids differ between processes, as in life. */
  readonly incarnation: number;
  readonly servers: (life: Life, clock: ProcessClock) => Servers;
  readonly store: (life: Life, clock: ProcessClock) => Store;
}

const PROBE_DEADLINE_MS = 2_000;
const PROPOSAL_LIFETIME_MS = 600_000;
const MAX_PARALLEL_STEPS = 50;
const MARKED: Policy['pseudoGtid'] & object = { writtenByTopiary: true, notWrittenIn: new Set() };
/** Whom every server lets replicate. */
const ACCOUNT: Policy['replicationAccount'] & object = { origin: 'configured', user: 'repl' };
const FORGET_MS = 240 * 3_600_000;

export class TopiaryProcess {
  readonly name: string;
  readonly life: Life;
  readonly clock: ProcessClock;
  readonly engine: Engine;

  constructor(parts: ProcessParts) {
    const { name, time, narration, prng } = parts;
    this.name = name;
    this.life = new Life(time);
    this.clock = new ProcessClock(time, this.life);
    const say = (event: string, fields: LogFields = {}): void => narration.say(name, `[${event}${fieldsText(fields)}]`);
    let ids = 0;
    this.engine = createEngine({
      servers: parts.servers(this.life, this.clock),
      store: parts.store(this.life, this.clock),
      clock: this.clock,
      random: {
        next: () => prng.next(),
        id: () => {
          ids += 1;
          return `${name.at(-1) ?? ''}.${parts.incarnation}.${ids}`;
        },
      },
      logger: { info: () => undefined, warn: say, error: say },
      policy: {
        ...(parts.policy ?? DEFAULT_POLICY),
        replicationAccount: ACCOUNT,
        ...(parts.writesMarkers ? { pseudoGtid: MARKED } : {}),
      },
      settings: {
        seeds: parts.seeds,
        pollIntervalMs: parts.pollIntervalMs,
        probeDeadlineMs: PROBE_DEADLINE_MS,
        maxConcurrentProbes: 100,
        fullProbeEvery: 3,
        filters: NO_FILTERS,
        classification: NO_QUERIES,
        pseudoGtid: { ...NO_PSEUDO_GTID, auto: parts.writesMarkers },
        recovery: rulesOf(parts.recovers),
        proposalLifetimeMs: PROPOSAL_LIFETIME_MS,
        maxParallelSteps: MAX_PARALLEL_STEPS,
        forgetUnseenMs: FORGET_MS,
        observeOnlyReason: null,
        holder: { hostname: name, processId: parts.incarnation, url: `http://${name}` },
      },
    });
  }

  /** As somebody outside calls it: not while it stands still, and never once it is dead. */
  do(action: () => void): void {
    this.life.deliver(action);
  }

  kill(): void {
    this.life.die();
  }
}

const EVERYWHERE: readonly ClusterFilter[] = [clusterFilterOf('*', () => null)];

function rulesOf(recovers: Recovering | null): RecoveryRules {
  if (recovers === null) return NO_AUTOMATIC_RECOVERY;
  const { masters, intermediateMasters, blockMs } = recovers;
  return {
    ...NO_AUTOMATIC_RECOVERY,
    masters: masters ? EVERYWHERE : [],
    intermediateMasters: intermediateMasters ? EVERYWHERE : [],
    blockMs,
    detectionBlockMs: blockMs,
  };
}

function fieldsText(fields: LogFields): string {
  const entries = Object.entries(fields).map(([name, value]) => `${name}=${valueText(value)}`);
  return entries.length === 0 ? '' : ` ${entries.join(' ')}`;
}

function valueText(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
