/** Every configuration key with what it does; a key without an explanation does not compile. */
import type { ConfigurationKey } from '../schema.ts';
import { agentsExplained } from './agents.ts';
import { auditExplained } from './audit.ts';
import { authenticationExplained } from './authentication.ts';
import { backendExplained } from './backend.ts';
import { classificationExplained } from './classification.ts';
import { detectionExplained } from './detection.ts';
import { discoveryExplained } from './discovery.ts';
import type { KeyExplanation } from './explanation.ts';
import { hooksExplained } from './hooks.ts';
import { httpExplained } from './http.ts';
import { keyValueExplained } from './key-value.ts';
import { metricsExplained } from './metrics.ts';
import { miscellaneousExplained } from './miscellaneous.ts';
import { pseudoGtidExplained } from './pseudo-gtid.ts';
import { raftExplained } from './raft.ts';
import { recoveryExplained } from './recovery.ts';
import { topiaryExplained } from './topiary.ts';
import { topologyExplained } from './topology.ts';
import { uiExplained } from './ui.ts';

type Explained = Readonly<Record<ConfigurationKey, KeyExplanation>>;

export interface KeyGroup {
  readonly title: string;
  readonly keys: Readonly<Partial<Explained>>;
}

/** As documentation shows them. */
export const KEY_GROUPS: readonly KeyGroup[] = [
  { title: 'Managed servers', keys: topologyExplained },
  { title: 'Discovery and names', keys: discoveryExplained },
  { title: 'Classification', keys: classificationExplained },
  { title: 'Pseudo-GTID', keys: pseudoGtidExplained },
  { title: 'Detection and semi-sync', keys: detectionExplained },
  { title: 'Recovery', keys: recoveryExplained },
  { title: 'Hooks', keys: hooksExplained },
  { title: 'Authentication', keys: authenticationExplained },
  { title: 'Page and API', keys: httpExplained },
  { title: 'Backend', keys: backendExplained },
  { title: 'Audit', keys: auditExplained },
  { title: 'The look of the page', keys: uiExplained },
  { title: 'Logs and messages', keys: miscellaneousExplained },
  { title: 'Graphite', keys: metricsExplained },
  { title: 'Key-value stores', keys: keyValueExplained },
  { title: 'Several nodes', keys: raftExplained },
  { title: 'Agents', keys: agentsExplained },
  { title: "Topiary's own", keys: topiaryExplained },
];

export const EXPLAINED: Explained = {
  ...backendExplained,
  ...topologyExplained,
  ...discoveryExplained,
  ...classificationExplained,
  ...pseudoGtidExplained,
  ...detectionExplained,
  ...recoveryExplained,
  ...hooksExplained,
  ...authenticationExplained,
  ...httpExplained,
  ...raftExplained,
  ...keyValueExplained,
  ...agentsExplained,
  ...uiExplained,
  ...auditExplained,
  ...metricsExplained,
  ...miscellaneousExplained,
  ...topiaryExplained,
};

/** Why a value that is stated does nothing; `null`: it does something, or asks for what is always so. */
export function whyWithoutEffect(key: ConfigurationKey, value: unknown): string | null {
  const explained = EXPLAINED[key];
  if (explained.effect === 'none') return explained.why;
  return explained.effect === 'always' && value !== explained.value ? explained.why : null;
}
