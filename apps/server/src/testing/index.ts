/** A whole Topiary over servers in memory, for the tests of this and other packages. */
export * from './failures.ts';
export * from './live-reader.ts';
export * from './test-server.ts';
export { orchestratorStatements } from './orchestrator-database.ts';
export { startFleet } from '../fakes/start-fleet.ts';
export type { RunningFleet } from '../fakes/start-fleet.ts';
