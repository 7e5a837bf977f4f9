/** What a planner needs beside a snapshot: read from the server when a plan is made, and again when it is confirmed. */
import type { ProcessList } from '../processes/process.ts';
import type { Intent } from './plan.ts';

export interface LogFile {
  readonly name: string;
  readonly size: number;
}

export type Read<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  /** `code` of the failure, for people. */
  | { readonly kind: 'failed'; readonly code: string };

export interface PlanReads {
  /** The binary logs of the server that an act is about, the oldest first. */
  readonly logs?: Read<readonly LogFile[]>;
  /** The one process that an act is about, as far as it is still there. */
  readonly processes?: Read<ProcessList>;
}

export type ReadKind = keyof PlanReads;

/** What has to be read of the server that an intent names first. */
export function readsOf(intent: Intent): readonly ReadKind[] {
  if (intent.kind !== 'control') return [];
  switch (intent.act.kind) {
    case 'purge-binary-logs':
      return ['logs'];
    case 'kill-query':
      return ['processes'];
    default:
      return [];
  }
}
