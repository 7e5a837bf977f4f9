import type { metricsKeys } from '../keys/metrics.ts';
import { atStart } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const metricsExplained: Readonly<Record<keyof typeof metricsKeys, KeyExplanation>> = {
  GraphiteAddr: atStart(
    "Address (host:port) of Graphite, to which Topiary's metrics are sent as plain text over TCP.",
    "Of orchestrator's metrics those of recoveries, discoveries, the audit and health are sent under their names; what only Topiary has is below topiary.",
  ),
  GraphitePath: atStart(
    'Before the name of each metric; {hostname} in it is this machine. Without it nothing is sent.',
  ),
  GraphiteConvertHostnameDotsToUnderscores: atStart('Dots in that name become underscores.'),
  GraphitePollSeconds: atStart(
    'Seconds between two reports; 0 and less: none.',
    'orchestrator always waits a minute; what could not be sent is sent later.',
  ),
};
