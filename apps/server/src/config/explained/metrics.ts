import type { metricsKeys } from '../keys/metrics.ts';
import { withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const NO_GRAPHITE = 'Nothing is sent to Graphite yet.';

export const metricsExplained: Readonly<Record<keyof typeof metricsKeys, KeyExplanation>> = {
  GraphiteAddr: withoutEffect('Address of Graphite.', NO_GRAPHITE),
  GraphitePath: withoutEffect('Prefix of the metrics.', NO_GRAPHITE),
  GraphiteConvertHostnameDotsToUnderscores: withoutEffect('Dots in host names become underscores.', NO_GRAPHITE),
  GraphitePollSeconds: withoutEffect('Seconds between two reports.', NO_GRAPHITE),
};
