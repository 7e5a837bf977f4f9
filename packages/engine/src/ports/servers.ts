/**
 * The port to database servers. The driver (`packages/mysql`) implements it over the network, the simulator over the
 * fleet model. Implementations hold one persistent connection per server for probing and never change session state
 * there; acts use a connection of their own. No method throws for anything a server or network does: failures are values.
 */
import type {
  Address,
  ClassificationAnswers,
  Hearing,
  InstanceId,
  Message,
  Observation,
  ProbeFailure,
  Product,
  QueriedFact,
  ReplicationChannel,
  SqlStep,
  Step,
  StepResults,
} from '@topiary/domain';
import type { ServerLogs } from './logs.ts';
import type { ServerProcesses } from './processes.ts';

export interface Servers extends ServerLogs, ServerProcesses {
  /**
   * One probe: everything a snapshot needs, in one round trip. Resolves by `deadlineMs` at the latest; a later answer
   * of the server is dropped. Concurrent calls for one address share one probe, but nobody who asks for a full one is
   * given another.
   */
  observe(address: Address, options: ProbeOptions): Promise<ObserveResult>;

  /**
   * Configured queries, one after the other, on the connection that the last probe used: a server without one is not asked,
   * and a probe goes first. A server is not asked again while an earlier query of it has not ended.
   */
  ask(address: Address, queries: readonly ConfiguredQuery[], options: ObserveOptions): Promise<AskResult>;

  /** The replica status alone, on the acting connection: what verification polls between two statements. */
  observeChannels(address: Address, options: ObserveOptions): Promise<ChannelsResult>;

  /** What each channel of a replica shows of what it heard, apart from probes. */
  listen(address: Address, options: ObserveOptions): Promise<ListenResult>;

  /**
   * One statement that tells whether the server is there, on the connection that probes use: no connection is opened for it,
   * and nothing is asked where a probe that is under way ends in time. `silent`: it did not answer by the deadline, or an
   * earlier statement on that connection has not ended.
   */
  pulse(address: Address, options: ObserveOptions): Promise<'answers' | 'silent' | 'no-connection'>;

  /** Opens another connection to see whether the server greets, and closes it; `null`: it does. */
  greets(address: Address, options: ObserveOptions): Promise<ProbeFailure | null>;

  /** Opens the acting connection, where none is open, so that the first act need not. What fails here fails again there. */
  prepareToAct(address: Address, options: ObserveOptions): Promise<void>;

  /** Runs the statements of one step and brings back the results that the step yields. */
  execute(step: SqlStep, context: ExecuteContext): Promise<ExecuteResult>;

  /**
   * Pure: the statements that `execute` would run, for people. Secrets do not occur in them. Of a step that the engine
   * carries out, those by which it reads.
   */
  render(step: Step, context: RenderContext): readonly string[];

  /** Two addresses are one server only when proved: a lock taken through one is seen through the other. */
  proveSame(first: Address, second: Address, options: ObserveOptions): Promise<'same' | 'different' | 'not-provable'>;

  /** Called at once when a held connection ends without our asking; returns the function that ends the subscription. */
  onConnectionLost(listener: (lost: ConnectionLost) => void): () => void;

  /**
   * Called at once when a server that kept a probe waiting until it was given up lets us in: one that was frozen goes on.
   * Not called when another probe waits by then, which tells it anyway. Returns the function that ends the subscription.
   */
  onServerBack(listener: (id: InstanceId) => void): () => void;

  /** Closes the connections to a server that is no longer of interest. */
  forget(id: InstanceId): void;

  close(): Promise<void>;
}

export interface ConfiguredQuery {
  readonly fact: QueriedFact;
  readonly sql: string;
}

export interface AskResult {
  /** A query that was not answered, neither by a value nor by an error, is missing. */
  readonly answers: ClassificationAnswers;
  /** Why some are missing. */
  readonly failure: ProbeFailure | null;
}

export interface ObserveOptions {
  readonly deadlineMs: number;
}

export interface ProbeOptions extends ObserveOptions {
  /** By default `full`. */
  readonly depth?: ProbeDepth;
}

/**
 * `full`: every fact of the observation is read now. `adaptive`: facts that hardly ever change (who reads the binary log,
 * settings of channels that the replica status does not tell, the SQL nodes of NDB) may be those of the last full probe,
 * while all the others are as they were then, but for positions and lag.
 */
export type ProbeDepth = 'full' | 'adaptive';

export type ObserveResult =
  | { readonly kind: 'observed'; readonly observation: Observation; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure; readonly tookMs: number };

export type ChannelsResult =
  | { readonly kind: 'observed'; readonly channels: readonly ReplicationChannel[] }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export type ListenResult =
  | { readonly kind: 'heard'; readonly channels: readonly Hearing[] }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export interface ExecuteContext extends RenderContext {
  readonly address: Address;
  /** Told how far a long step is, now and then. */
  readonly onProgress?: (progress: Message) => void;
}

export interface RenderContext {
  readonly product: Product;
  /** Results of earlier steps, by step id; in a preview those are missing and a placeholder is shown. */
  readonly results: Readonly<Record<string, StepResults>>;
}

export type ExecuteResult =
  | {
      readonly kind: 'done';
      readonly results: StepResults;
      /** As the server showed them right after, where it was asked together with the step. */
      readonly channels?: readonly ReplicationChannel[];
    }
  /** The server answered with an error: the statements after it were not run. `text` holds no credentials. */
  | { readonly kind: 'refused'; readonly errorNumber: number; readonly text: string; readonly grant: string | null }
  /** No answer: what was sent may have been run or not. */
  | { readonly kind: 'lost'; readonly failure: ProbeFailure }
  /** The server answered that the wait it was asked for ended without success. */
  | { readonly kind: 'timed-out' }
  /** The server stands otherwise than the plan says, and nothing was changed. */
  | { readonly kind: 'unlike-plan'; readonly reason: Message };

export interface ConnectionLost {
  readonly id: InstanceId;
  readonly failure: ProbeFailure;
}
