export { serve, startServer } from './main.ts';
export type { RunningServer, StartOptions } from './main.ts';
export { StartFailure } from './start/start-failure.ts';
