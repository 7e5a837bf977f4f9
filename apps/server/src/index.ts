export { serve, startServer } from './main.ts';
export type { ConfigFiles } from './config/load.ts';
export type { RunningServer, StartOptions } from './main.ts';
export { StartFailure } from './start/start-failure.ts';
