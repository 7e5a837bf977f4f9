// Property tests run the same cases each time, so that a change is judged by what it changes; a soak asks for other cases, and
// for more of them, through FC_NUM_RUNS.

import { configureGlobal } from 'fast-check';

const SEED = 20_260_101;
const runs = Number(process.env['FC_NUM_RUNS']);

configureGlobal(Number.isInteger(runs) && runs > 0 ? { numRuns: runs } : { seed: SEED });
