import type { raftKeys } from '../keys/raft.ts';
import { atStart, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const ONE_NODE = 'Several nodes that agree with each other are not supported yet.';

export const raftExplained: Readonly<Record<keyof typeof raftKeys, KeyExplanation>> = {
  RaftEnabled: atStart(
    'Several nodes agree with each other.',
    'They are not supported yet: with more than one node in RaftNodes Topiary only observes, and says so on every page. Several Topiaries may share a MySQL backend instead (docs/shared-store.md).',
  ),
  RaftBind: withoutEffect('Address for the other nodes.', ONE_NODE),
  RaftAdvertise: withoutEffect('Address that is told to the other nodes.', ONE_NODE),
  RaftDataDir: withoutEffect('Directory of the agreement.', ONE_NODE),
  DefaultRaftPort: withoutEffect('Port of nodes that are given without one.', ONE_NODE),
  RaftNodes: atStart('The nodes; with none, or only one, this process acts.', 'More than one: see RaftEnabled.'),
  HTTPAdvertise: withoutEffect('Where the leader is reached by the other nodes.', ONE_NODE),
};
