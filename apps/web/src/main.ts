import { ZOD_CONFIG } from './shared/live/jitless.ts';
import { start } from './app/start.tsx';

// Imports run in order, so the schemas of the contract were made without trying.
if (ZOD_CONFIG.jitless !== true) throw new Error('zod must be configured before the contract is loaded');

await start();
