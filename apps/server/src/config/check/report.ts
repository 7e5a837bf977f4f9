/** What `check-config` says of configuration files: a report for people and programs. Secrets are not in it. */
import type { ConfigurationKey } from '../schema.ts';

export interface ConfigReport {
  /** Whether Topiary would start with it, and take it at a reload. */
  readonly isUsable: boolean;
  readonly files: readonly CheckedFile[];
  /** What was written, in the order of files and lines. */
  readonly entries: readonly CheckedEntry[];
  /** What keeps Topiary from starting; each a sentence that says what to do. */
  readonly problems: readonly string[];
  /** Keys that no file states. */
  readonly unstated: readonly UnstatedKey[];
}

export interface CheckedFile {
  readonly path: string;
  /** `missing`: one of the places that are looked at where no file is named. */
  readonly state: 'read' | 'missing' | 'unreadable' | 'malformed';
}

export interface CheckedEntry {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As it is written. */
  readonly written: string;
  /** `null`: there is no such key. */
  readonly key: ConfigurationKey | null;
  /** `unknown`, `retired`: ignored. `always`: what it asks for is always so. */
  readonly effect: 'start' | 'reload' | 'always' | 'none' | 'unknown' | 'retired';
  /** As JSON; `"***"` for secrets. */
  readonly value: string;
  /** The value that counts in the end, as JSON; `null`: none does, because something is wrong. */
  readonly inForce: string | null;
  readonly default: string | null;
  /** Where it is stated again. */
  readonly overriddenAt: string | null;
  /** Names of environment variables that are put into it. */
  readonly variables: readonly string[];
  readonly meaning: string | null;
  /** What Topiary does otherwise than orchestrator, or why it does nothing. */
  readonly differs: string | null;
  /** The known key that was probably meant. */
  readonly nearest: ConfigurationKey | null;
  /** What is wrong with the value. */
  readonly problem: string | null;
}

export interface UnstatedKey {
  readonly key: ConfigurationKey;
  readonly default: string;
  readonly meaning: string;
}
