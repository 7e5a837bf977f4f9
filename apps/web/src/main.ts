import { config } from 'zod';

// The page's policy forbids making code from text, which zod would try for speed when a schema is made. Hence before
// anything that makes schemas is loaded.
config({ jitless: true });

const { start } = await import('./app/start.tsx');
await start();
