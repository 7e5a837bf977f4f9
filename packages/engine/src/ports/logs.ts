/**
 * Reading binary and relay logs event by event, and writing markers into them: the part of the `Servers` port that pseudo-GTID
 * lives on. All of it happens on connections for acts, so that only the process that acts does it.
 */
import type { Address, LogChunk, LogName, ProbeFailure } from '@topiary/domain';
import type { ObserveOptions } from './servers.ts';

export interface ServerLogs {
  /** The binary logs that a server has, in its own order: the oldest first. */
  listBinaryLogs(address: Address, options: ObserveOptions): Promise<LogListResult>;

  /** Some events of one file. Never waits for more to be written. */
  readLog(address: Address, request: LogReadRequest, options: ObserveOptions): Promise<LogReadResult>;

  /** Runs a statement that exists to be found in the log (`markerStatement`). */
  writeMarker(address: Address, statement: string, options: ObserveOptions): Promise<MarkerWritten>;
}

export interface LogReadRequest {
  readonly log: LogName;
  /** Of a relay log. '' is the default channel. */
  readonly channel: string;
  /** `null`: the oldest one, of a binary log. */
  readonly file: string | null;
  /** Position of an event, or the file's end; `null`: from the beginning. */
  readonly from: number | null;
  /** Events that are brought, about; more where a compressed transaction cannot be divided. */
  readonly limit: number;
}

export interface BinaryLogFile {
  readonly name: string;
  readonly size: number;
}

export type LogListResult =
  | {
      readonly kind: 'logs';
      readonly logs: readonly BinaryLogFile[];
      /** What the server applies for its sources enters these logs in the order of theirs. */
      readonly keepsOrder: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export type LogReadResult =
  | { readonly kind: 'chunk'; readonly chunk: LogChunk }
  | { readonly kind: 'no-such-file' }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export type MarkerWritten =
  | { readonly kind: 'written' }
  /** `grant` of the failure: what would help, where a privilege is missing. */
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

/** Events of one read at most, whatever they are part of. */
export const MAX_EVENTS_PER_READ = 1_000_000;
