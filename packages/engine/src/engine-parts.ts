/** What the engine needs of the world. */
import type { Policy } from '@topiary/domain';
import type { Clock } from './ports/clock.ts';
import type { Hooks } from './ports/hooks.ts';
import type { Logger } from './ports/logger.ts';
import type { NameResolver } from './ports/names.ts';
import type { Random } from './ports/random.ts';
import type { Servers } from './ports/servers.ts';
import type { Store } from './ports/store.ts';
import type { EngineSettings } from './settings.ts';

export interface EngineParts {
  readonly servers: Servers;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Absent: nobody asks a name service. */
  readonly names?: NameResolver | undefined;
  /** Absent: nobody configured any. */
  readonly hooks?: Hooks;
  readonly logger: Logger;
  readonly policy: Policy;
  readonly settings: EngineSettings;
}
