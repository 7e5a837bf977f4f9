export * from './topology/server-record.ts';
export * from './classification/answers.ts';
export * from './classification/classification.ts';
export * from './classification/cluster-alias.ts';
export * from './classification/promotion.ts';
export * from './classification/rules.ts';
export type * from './planning/candidates.ts';
export * from './planning/execution.ts';
export * from './planning/message.ts';
export * from './planning/messages.ts';
export * from './planning/plan.ts';
export * from './policy/policy.ts';
export * from './shared/assert.ts';
export type { Brand } from './shared/brand.ts';
export * from './shared/time.ts';
export * from './shared/tri.ts';
export * from './topology/address.ts';
export * from './topology/observation.ts';
export * from './topology/told-name.ts';
export { keptObservation } from './topology/kept-observation.ts';
export * from './topology/snapshot.ts';
export { readTopologyText } from './topology/written-topology.ts';
export type { WrittenLink, WrittenTopology } from './topology/written-topology.ts';
export { buildSnapshot, emptySnapshot } from './topology/build-snapshot.ts';
export { canonicalId, measuredSecondsOf, sourceAddressOf } from './topology/edges.ts';
export { healthOf } from './topology/health.ts';
export { identityKeyOf, samenessQuestions, withAlias, withoutAlias } from './topology/identity.ts';
export type { SamenessQuestion } from './topology/identity.ts';
export { isOnlineMember } from './topology/groups.ts';
export type { Group, GroupStanding } from './topology/groups.ts';
export { errantText } from './topology/errant.ts';
export * from './topology/purge-gaps.ts';
export * from './topology/queries.ts';
export type * from './topology/snapshot-input.ts';
export * from './replication/product.ts';
export * from './replication/mysql-gtid-set.ts';
export { describeMysqlGtidError, MAX_MYSQL_GTID_TEXT_LENGTH } from './replication/mysql-gtid-text.ts';
export type { MysqlGtidProblem, MysqlGtidTextError } from './replication/mysql-gtid-text.ts';
export type { GnoInterval } from './replication/gno-intervals.ts';
export * from './replication/version-order.ts';
export * from './replication/binlog-format.ts';
export * from './replication/binlog-coordinates.ts';
export * from './planning/checks.ts';
export * from './planning/fold-journal.ts';
export * from './planning/outcome.ts';
export * from './planning/server-step-faces.ts';
export * from './planning/server-steps.ts';
export * from './planning/step-kinds.ts';
export * from './replication/mariadb-gtid-position.ts';
export * from './replication/mariadb-binlog-state.ts';
export * from './replication/mariadb-connect.ts';
export {
  describeMariadbGtidError,
  formatMariadbGtid,
  formatMariadbGtidRange,
  sameMariadbGtid,
} from './replication/mariadb-gtid.ts';
export type {
  MariadbGtid,
  MariadbGtidProblem,
  MariadbGtidRange,
  MariadbGtidTextError,
} from './replication/mariadb-gtid.ts';
export type * from './replication/gtid-questions.ts';
export * from './replication/gtid-facts.ts';
export type * from './registry/command.ts';
export * from './registry/decide.ts';
export { problemOfPoolName } from './registry/decide-pool.ts';
export { pairOf } from './registry/declared.ts';
export type { DeclaredIdentities } from './registry/declared.ts';
export * from './registry/duration.ts';
export * from './registry/expire.ts';
export * from './registry/limits.ts';
export * from './registry/promotion-rule.ts';
export * from './registry/registered.ts';
export * from './registry/registration.ts';
export * from './registry/registry.ts';
export * from './registry/tag-expression.ts';
export * from './hosts/host.ts';
export * from './hosts/host-death.ts';
export * from './hosts/host-incident.ts';
export * from './hosts/host-verdict.ts';
export * from './planning/assemble.ts';
export * from './planning/control/control-acts.ts';
export * from './planning/plan-intent.ts';
export * from './planning/can-replicate-from.ts';
export * from './planning/judge-targets.ts';
export * from './planning/methods.ts';
export * from './planning/plan-moves.ts';
export { shapeTitle, subjectOf } from './planning/reshape/plan-reshape.ts';
export * from './planning/reshape/rank-candidates.ts';
export * from './planning/reshape/reshape.ts';
export * from './planning/predict.ts';
export * from './sources/limits.ts';
export * from './replication/log-events/log-event.ts';
export type * from './replication/log-events/log-group.ts';
export type { GroupProblem } from './replication/log-events/group-reader.ts';
export * from './planning/pseudo-gtid/bounds.ts';
export type { ComparisonRules } from './planning/pseudo-gtid/compare-groups.ts';
export type * from './planning/pseudo-gtid/log-request.ts';
export * from './planning/pseudo-gtid/marker-pattern.ts';
export * from './planning/pseudo-gtid/marker-places.ts';
export * from './planning/pseudo-gtid/marker-statement.ts';
export * from './planning/pseudo-gtid/match.ts';
export * from './planning/pseudo-gtid/refusal.ts';
export * from './planning/pseudo-gtid/refusal-message.ts';
export * from './planning/pseudo-gtid/replica-logs.ts';
