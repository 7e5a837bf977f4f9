/** The port to the commands that people configured to run around a recovery. Rendering is pure; only `run` starts anything. */
import type { InstanceId, Message } from '@topiary/domain';

/** The names are the configuration's keys: orchestrator's, and one of our own. */
export const HOOK_LISTS = [
  'OnFailureDetectionProcesses',
  'PreGracefulTakeoverProcesses',
  'PreFailoverProcesses',
  'PostMasterFailoverProcesses',
  'PostIntermediateMasterFailoverProcesses',
  'PostFailoverProcesses',
  'PostUnsuccessfulFailoverProcesses',
  'PostGracefulTakeoverProcesses',
  'PostTakeMasterProcesses',
  /** For a master that cannot be closed otherwise, before another is opened. */
  'TopiaryFencingProcesses',
] as const;
export type HookList = (typeof HOOK_LISTS)[number];

/** What hooks are told of a failure and of its recovery. */
export interface HookFacts {
  readonly code: string;
  readonly description: string;
  /** The description as a sentence that can be said in other languages. */
  readonly summary?: Message;
  readonly failed: InstanceId;
  readonly isMaster: boolean;
  readonly isCoMaster: boolean;
  readonly isDowntimed: boolean;
  readonly cluster: {
    /** The address of its master: orchestrator's cluster name. */
    readonly name: string;
    readonly alias: string;
    readonly domain: string;
  };
  readonly replicas: readonly InstanceId[];
  readonly lost: readonly InstanceId[];
  readonly automatic: { readonly master: boolean; readonly intermediateMaster: boolean };
  /** `graceful-master-takeover` and others; empty where a finding began it. */
  readonly command: string;
  readonly host: string;
  readonly uid: string;
  readonly successor: {
    readonly instance: InstanceId;
    readonly alias: string;
    /** `file:position`; empty where it is not known. */
    readonly coordinates: string;
  } | null;
}

export interface RenderedHook {
  readonly list: HookList;
  /** From 1. */
  readonly number: number;
  /** Of its list. */
  readonly count: number;
  /** As configured. */
  readonly template: string;
  /** What the shell runs: values are in the environment, and referred to. */
  readonly script: string;
  /** The same with its values in place, quoted: for people. */
  readonly shown: string;
  /** Beside the process's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly arguments: readonly string[];
  /** Given on standard input: the facts as JSON. */
  readonly input: string;
  /** Nobody waits for it. */
  readonly isAsynchronous: boolean;
  /** Set where no process is started: who is told instead, by name. */
  readonly notification?: string;
}

export interface HookEnd {
  /** `killed`: at its deadline, with everything that it started. */
  readonly kind: 'ended' | 'failed' | 'killed' | 'not-started';
  /** The exit status, the signal, or why it was not started; '0' when it ended well. */
  readonly status: string;
  readonly ms: number;
  /** What it wrote, up to a bound. */
  readonly output: string;
}

export interface Hooks {
  render(list: HookList, facts: HookFacts): readonly RenderedHook[];
  /** Never rejects. */
  run(hook: RenderedHook): Promise<HookEnd>;
}

/** Nobody configured any. */
export const NO_HOOKS: Hooks = {
  render: () => [],
  run: () => Promise.resolve({ kind: 'not-started', status: 'no hooks', ms: 0, output: '' }),
};
