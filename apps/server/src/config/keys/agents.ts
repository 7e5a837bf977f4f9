/** The agents listener. Names, types and defaults are orchestrator's. */
import { count, flag, integer, list, text } from './kinds.ts';

export const agentsKeys = {
  ServeAgentsHttp: flag(),
  AgentsServerPort: text(':3001'),
  AgentsUseSSL: flag(),
  AgentsUseMutualTLS: flag(),
  AgentSSLSkipVerify: flag(),
  AgentSSLPrivateKeyFile: text(),
  AgentSSLCertFile: text(),
  AgentSSLCAFile: text(),
  AgentSSLValidOUs: list(),
  AgentPollMinutes: count(60),
  UnseenAgentForgetHours: count(6),
  StaleSeedFailMinutes: count(60),
  SeedAcceptableBytesDiff: integer(8192),
  SeedWaitSecondsBeforeSend: integer(2),
} as const;
