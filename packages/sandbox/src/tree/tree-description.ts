import type { ServerWish } from '../binaries/releases.ts';

/** A replication graph to build: nodes and (replica, source) links, plus settings. Made by `parseTree`, or by hand. */
export interface TreeDescription {
  /** In the order in which they are first named; the first is the default writer's target. */
  readonly nodes: readonly TreeNode[];
  readonly links: readonly TreeLink[];
  /** Groups of Group Replication, in the order in which they are first named; a server is in one at most. */
  readonly groups: readonly TreeGroup[];
  /** GTID replication; false means binary log file and position. */
  readonly gtid: boolean;
  /** Semi-synchronous replication: every source waits for an acknowledgement, every replica gives one. */
  readonly semisync: boolean;
}

export interface TreeNode {
  readonly name: string;
  readonly server: ServerWish;
  /** What it is set to when the tree is up, and again at each of its starts. */
  readonly readOnly: boolean;
  /** Whether it writes what it replicates into its own binary log. */
  readonly logsUpdates: boolean;
  readonly semisync: boolean;
  /** Further server variables, by name, set at every start. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface TreeGroup {
  /** Node names; the first founds the group, and is its primary in single-primary mode. */
  readonly members: readonly string[];
  readonly mode: 'single-primary' | 'multi-primary';
}

export interface TreeLink {
  readonly source: string;
  readonly replica: string;
  /** Empty for a replica's first source; a further source gets a channel named after it. */
  readonly channel: string;
  /** Seconds by which the replica holds back what it has received. */
  readonly delaySeconds: number;
}
