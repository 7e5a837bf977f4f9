/** Graphite. Names, types and defaults are orchestrator's. */
import { flag, integer, text } from './kinds.ts';

export const metricsKeys = {
  GraphiteAddr: text(),
  GraphitePath: text(),
  GraphiteConvertHostnameDotsToUnderscores: flag(true),
  GraphitePollSeconds: integer(60),
} as const;
