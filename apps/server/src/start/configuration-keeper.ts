/** Reads the configuration again when it is asked to: a bad file leaves what is in force, and says why. */
import { addressOf, instanceIdOf, message } from '@topiary/domain';
import type { Actor, Address, Message } from '@topiary/domain';
import type { AuditLog, Clock, Logger } from '@topiary/engine';
import { applyReload } from '../config/reload.ts';
import type { Applied, InForce } from '../config/reload.ts';
import type { ReadConfiguration } from './read-settings.ts';
import { StartFailure } from './start-failure.ts';

export type ReloadResult =
  | {
      readonly kind: 'reloaded';
      /** Keys that have another value from now on. */
      readonly changed: readonly string[];
      /** Keys whose new value needs a restart. */
      readonly needRestart: readonly string[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

export interface ConfigurationKeeperOptions {
  /** The same files, environment and flags as at the start. Throws `StartFailure`. */
  readonly read: () => ReadConfiguration;
  readonly first: InForce & Pick<ReadConfiguration, 'places'>;
  readonly audit: Pick<AuditLog, 'write'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Seeds that were not there before. */
  readonly onSeeds: (seeds: readonly Address[], actor: Actor) => void;
}

export class ConfigurationKeeper {
  readonly #options: ConfigurationKeeperOptions;
  #inForce: InForce;

  constructor(options: ConfigurationKeeperOptions) {
    this.#options = options;
    this.#inForce = options.first;
  }

  reload(actor: Actor): ReloadResult {
    const seeds = new Set(this.#inForce.settings.discovery.seeds.map(instanceIdOf));
    const applied = this.#apply();
    this.#tell(applied, actor);
    if (applied.kind === 'refused') return applied;
    this.#inForce = applied.inForce;
    const added = applied.inForce.settings.discovery.seeds.map(instanceIdOf).filter((id) => !seeds.has(id));
    if (added.length > 0) this.#options.onSeeds(added.map(addressOf), actor);
    return { kind: 'reloaded', changed: applied.changed, needRestart: applied.needRestart };
  }

  #apply(): Applied {
    try {
      return applyReload(this.#inForce, this.#options.read(), this.#options.first.places);
    } catch (error) {
      if (error instanceof StartFailure) return { kind: 'refused', problems: error.problems };
      throw error;
    }
  }

  #tell(applied: Applied, actor: Actor): void {
    const { audit, clock, logger } = this.#options;
    if (applied.kind === 'refused') logger.error('config.reload-refused', { problems: applied.problems });
    else logger.info('config.reloaded', { changed: applied.changed, needRestart: applied.needRestart });
    audit.write({
      at: clock.now(),
      actor,
      action: 'reload-configuration',
      cluster: null,
      clusterName: null,
      instance: null,
      plan: null,
      result: applied.kind === 'refused' ? 'refused' : 'ok',
      summary: summaryOf(applied),
    });
  }
}

function summaryOf(applied: Applied): readonly Message[] {
  if (applied.kind === 'refused')
    return [message('audit-configuration-refused', { problems: applied.problems.join(' ') })];
  const { changed, needRestart } = applied;
  return [
    changed.length === 0
      ? message('audit-configuration-unchanged', {})
      : message('audit-configuration-changed', { keys: changed.join(', ') }),
    ...(needRestart.length === 0 ? [] : [message('audit-configuration-restart', { keys: needRestart.join(', ') })]),
  ];
}
