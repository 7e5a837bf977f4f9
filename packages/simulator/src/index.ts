/** The package's public face. */
export { INVARIANTS } from './checks/invariants.ts';
export type { InvariantNumber, Violation } from './checks/invariants.ts';
export { Prng } from './chance/prng.ts';
export { MAX_REHEARSED_SERVERS, rehearse } from './rehearsal/rehearse.ts';
export type { Rehearsal, RehearsalQuestion, RehearsedRecovery, RehearsedSettings } from './rehearsal/rehearse.ts';
export { runScenario, runSeed } from './run.ts';
export type { RunResult } from './run.ts';
export { generateScenario, generateSequence } from './scenario/generate.ts';
export type * from './scenario/scenario.ts';
export { reduced, replayCommand, shrink } from './scenario/shrink.ts';
export type { Kept } from './scenario/shrink.ts';
export type { MortalStore, StoreWorld } from './topiary/store-view.ts';
export type { Tamper, WorldParts } from './world/world.ts';
export { SHAPES, shapesOf } from './scenario/shapes.ts';
