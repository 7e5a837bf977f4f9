/** The one definition of the configuration: every key of orchestrator's, then our own. */
import { z } from 'zod';
import { agentsKeys } from './keys/agents.ts';
import { auditKeys } from './keys/audit.ts';
import { authenticationKeys } from './keys/authentication.ts';
import { backendKeys } from './keys/backend.ts';
import { classificationKeys } from './keys/classification.ts';
import { detectionKeys } from './keys/detection.ts';
import { discoveryKeys } from './keys/discovery.ts';
import { hooksKeys } from './keys/hooks.ts';
import { httpKeys } from './keys/http.ts';
import { keyValueKeys } from './keys/key-value.ts';
import { metricsKeys } from './keys/metrics.ts';
import { miscellaneousKeys } from './keys/miscellaneous.ts';
import { pseudoGtidKeys } from './keys/pseudo-gtid.ts';
import { raftKeys } from './keys/raft.ts';
import { recoveryKeys } from './keys/recovery.ts';
import { topiaryKeys } from './keys/topiary.ts';
import { topologyKeys } from './keys/topology.ts';
import { uiKeys } from './keys/ui.ts';

export const orchestratorKeys = {
  ...backendKeys,
  ...topologyKeys,
  ...discoveryKeys,
  ...classificationKeys,
  ...pseudoGtidKeys,
  ...detectionKeys,
  ...recoveryKeys,
  ...hooksKeys,
  ...authenticationKeys,
  ...httpKeys,
  ...raftKeys,
  ...keyValueKeys,
  ...agentsKeys,
  ...uiKeys,
  ...auditKeys,
  ...metricsKeys,
  ...miscellaneousKeys,
} as const;

export const configurationSchema = z.object({ ...orchestratorKeys, ...topiaryKeys });

export type Configuration = z.output<typeof configurationSchema>;
export type ConfigurationKey = keyof Configuration;
export const CONFIGURATION_KEYS = Object.keys(configurationSchema.shape) as readonly ConfigurationKey[];

/** Shell commands: `${…}` in them belongs to the shell that will run them. */
export const SHELL_KEYS: ReadonlySet<ConfigurationKey> = new Set([
  ...(Object.keys(hooksKeys) as (keyof typeof hooksKeys)[]),
  'TopiaryFencingProcesses',
]);

/** Objects that hold tokens, and addresses that let in whoever has them. */
const SECRET_OBJECTS: ReadonlySet<string> = new Set(['TopiarySources', 'TopiaryNotifications']);

/** Values that must not appear in any message. */
export function isSecret(key: string): boolean {
  return SECRET_OBJECTS.has(key) || /(?:password|secret|token)$/i.test(key);
}
