/** Every bound of what people register, with its unit in the name. */
import type { Milliseconds } from './duration.ts';

export const MAX_OWNER_LENGTH = 128;
export const MAX_REASON_LENGTH = 1_000;
export const MAX_TAGS_PER_INSTANCE = 50;
export const MAX_TAG_NAME_LENGTH = 100;
export const MAX_TAG_VALUE_LENGTH = 255;
/** Terms of one tag expression. */
export const MAX_TAG_TERMS = 20;
export const MAX_POOL_NAME_LENGTH = 100;
/** Members of one pool. */
export const MAX_POOL_MEMBERS = 1_000;
export const MAX_POOLS_PER_INSTANCE = 50;
export const MAX_CLUSTER_ALIAS_LENGTH = 128;
/** How long a failing master may be given to come back by itself. */
export const MIN_GRACE_MS: Milliseconds = 1_000;
export const MAX_GRACE_MS: Milliseconds = 3_600_000;
/** Of everything together, so that a script that runs wild does not fill the store. */
export const MAX_REGISTRATIONS = 200_000;

/** Downtime and maintenance without a stated duration, as orchestrator has it. */
export const DEFAULT_DURATION_MS: Milliseconds = 10 * 60_000;
/** Servers that are forgotten in one go. */
export const MAX_FORGOTTEN_AT_ONCE = 1_000;

export const MIN_DURATION_MS: Milliseconds = 1_000;
export const MAX_DURATION_MS: Milliseconds = 366 * 24 * 3_600_000;
/** How long a person's forgetting keeps an address away. */
export const FORGOTTEN_FOR_MS: Milliseconds = MAX_DURATION_MS;
