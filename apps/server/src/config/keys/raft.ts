/** Several nodes. Names, types and defaults are orchestrator's. */
import { flag, integer, list, text } from './kinds.ts';

export const raftKeys = {
  RaftEnabled: flag(),
  RaftBind: text('127.0.0.1:10008'),
  RaftAdvertise: text(),
  RaftDataDir: text(),
  DefaultRaftPort: integer(10008),
  RaftNodes: list(),
  HTTPAdvertise: text(),
} as const;
