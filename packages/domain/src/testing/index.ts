/** Readable builders for the tests and fakes of every package; nothing that runs in production imports this. */
export * from './control-acts.ts';
export * from './observations.ts';
export * from './planning.ts';
export * from './records.ts';
export * from './reshapes.ts';
export * from './topology-text.ts';
export * from './topology.ts';
export * from './written-log.ts';
