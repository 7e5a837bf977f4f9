import { config } from 'zod';

/** Set before any schema is made: the page's policy forbids making code from text, which zod would try for speed. */
export const ZOD_CONFIG = config({ jitless: true });
