export { serve, startServer } from './main.ts';
export type { ConfigFiles } from './config/load.ts';
export type { RunningServer, ServeOptions, StartOptions } from './main.ts';
export { StartFailure } from './start/start-failure.ts';
