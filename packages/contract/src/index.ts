export * from './client.ts';
export * from './commands.ts';
export * from './errors.ts';
export { BODY_EXAMPLES } from './examples.ts';
export * from './exports.ts';
export * from './live.ts';
export type * from './route.ts';
export type { QueryValues } from './query-text.ts';
export * from './routes.ts';
export * from './views/audit.ts';
export type * from './views/classification.ts';
export * from './views/cluster.ts';
export * from './views/common.ts';
export * from './views/findings.ts';
export * from './views/rehearsal.ts';
export * from './views/fleet.ts';
export * from './views/fleet-start.ts';
export * from './views/page-display.ts';
export * from './views/history.ts';
export * from './views/host.ts';
export * from './views/import.ts';
export * from './views/inspection.ts';
export * from './views/instance.ts';
export * from './views/names.ts';
export * from './views/plan.ts';
export * from './views/recovery.ts';
export * from './views/problems.ts';
export * from './views/takeover.ts';
export * from './views/registry.ts';
export * from './views/reshape.ts';
export * from './views/sources.ts';
export {
  MAX_CLUSTER_ALIAS_LENGTH,
  MAX_IMPORT_CHARACTERS,
  MAX_IMPORT_LINES,
  MOVE_METHODS,
  PROMOTION_RULES,
  formatTag,
  matchesTags,
  parseTag,
  parseTagExpression,
} from '@topiary/domain';
export type { MoveMethod, PromotionRule, TagProblem } from '@topiary/domain';
export {
  MESSAGES,
  addressOf,
  aheadOf,
  formatGtidDifference,
  instanceIdOf,
  isOrchestratorCode,
  parseAddress,
  say,
  sayAll,
} from '@topiary/domain';
export type {
  ClusterId,
  EdgeId,
  GtidDifference,
  InstanceId,
  Language,
  Message,
  MessageCode,
  PlanId,
  StepId,
} from '@topiary/domain';
export * from './query/cluster-query.ts';
export * from './query/complete-query.ts';
export * from './query/parse-query.ts';
export * from './query/query.ts';
export * from './query/query-language.ts';
