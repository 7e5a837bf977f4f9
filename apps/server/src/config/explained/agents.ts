import type { agentsKeys } from '../keys/agents.ts';
import { NOR_IN_ORCHESTRATOR, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const NO_AGENTS = 'orchestrator-agent is no longer kept up, and Topiary does without it: a server is rebuilt by CLONE.';

export const agentsExplained: Readonly<Record<keyof typeof agentsKeys, KeyExplanation>> = {
  ServeAgentsHttp: withoutEffect('Listens for agents.', NO_AGENTS),
  AgentsServerPort: withoutEffect('Where it listens for them.', NO_AGENTS),
  AgentsUseSSL: withoutEffect('HTTPS to and from agents.', NO_AGENTS),
  AgentsUseMutualTLS: withoutEffect('Client certificates of agents.', NO_AGENTS),
  AgentSSLSkipVerify: withoutEffect('Does not check them.', NO_AGENTS),
  AgentSSLPrivateKeyFile: withoutEffect('Key towards agents.', NO_AGENTS),
  AgentSSLCertFile: withoutEffect('Certificate towards agents.', NO_AGENTS),
  AgentSSLCAFile: withoutEffect('CA of agents.', NO_AGENTS),
  AgentSSLValidOUs: withoutEffect('Organizational units of agents that are let in.', NO_AGENTS),
  AgentPollMinutes: withoutEffect('Minutes between two questions to an agent.', NO_AGENTS),
  UnseenAgentForgetHours: withoutEffect('After so long a silent agent is forgotten.', NO_AGENTS),
  StaleSeedFailMinutes: withoutEffect('After so long a seed without progress has failed.', NO_AGENTS),
  SeedAcceptableBytesDiff: withoutEffect('Bytes by which a seed may differ.', `${NO_AGENTS} ${NOR_IN_ORCHESTRATOR}`),
  SeedWaitSecondsBeforeSend: withoutEffect('Pause before a seed is sent.', NO_AGENTS),
};
