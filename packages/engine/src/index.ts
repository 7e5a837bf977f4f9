export type * from './api.ts';
export * from './create-engine.ts';
export type * from './ports/clock.ts';
export type * from './ports/logger.ts';
export type * from './ports/random.ts';
export type * from './ports/servers.ts';
export type * from './ports/store.ts';
export * from './settings.ts';
