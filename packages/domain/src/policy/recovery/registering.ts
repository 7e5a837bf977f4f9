/**
 * What registering a recovery asks, as a face of its own: the thread that asks it inside a transaction need not load the
 * whole domain, which takes longer than the thread itself.
 */
export * from './anti-flapping.ts';
export * from './recovery-switch.ts';
