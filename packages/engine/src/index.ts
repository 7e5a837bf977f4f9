export type * from './api.ts';
export * from './create-engine.ts';
export type * from './engine-parts.ts';
export type * from './ports/clock.ts';
export * from './ports/hooks.ts';
export type * from './ports/logger.ts';
export * from './ports/logs.ts';
export * from './ports/names.ts';
export type * from './ports/pictures.ts';
export type { TakePicturesResult } from './pictures/topology-pictures.ts';
export type * from './ports/processes.ts';
export type * from './ports/random.ts';
export * from './ports/cluster-history.ts';
export type * from './ports/finding-changes.ts';
export type * from './ports/recoveries.ts';
export * from './ports/takeovers.ts';
export type * from './ports/servers.ts';
export * from './ports/store.ts';
export { holderText } from './shared/holder-text.ts';
export { ALIAS_ORIGINS } from './discovery/same-servers.ts';
export type { AliasOrigin } from './discovery/same-servers.ts';
export { LOOK_UP_OUTCOMES } from './discovery/host-names.ts';
export { KEPT_OUT_REASONS } from './discovery/kept-out.ts';
export type { KeptOutServer } from './discovery/kept-out.ts';
export { ClusterRecorder } from './history/cluster-recorder.ts';
export * from './recovery/failure-facts.ts';
export type { CurrentAnalysis, CurrentFinding } from './recovery/current-findings.ts';
export * from './recovery/hook-runner.ts';
export type { ManualRecovery, ManualResult } from './recovery/manual-recovery.ts';
export * from './recovery/recovery-runner.ts';
export * from './recovery/recovery-service.ts';
export type { Repair } from './recovery/repairs.ts';
export * from './recovery/running-recovery.ts';
export { TOPIARY } from './registry/audit-registry.ts';
export type { PlaceCommand } from './registry/place-clusters.ts';
export type {
  BinaryLogsRead,
  ErrantLocated,
  LastMarkerRead,
  ProcessesRead,
  ServerInspection,
  SettingsCompared,
} from './inspection/inspection.ts';
export * from './settings.ts';
export * from './pseudo-gtid/match-below.ts';
