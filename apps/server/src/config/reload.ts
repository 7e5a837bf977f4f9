/** Which part of a configuration that was read again holds at once, and which only after a restart. */
import { isDeepStrictEqual } from 'node:util';
import { EXPLAINED } from './explained/all-keys.ts';
import { replaceFields } from './replace-fields.ts';
import { CONFIGURATION_KEYS } from './schema.ts';
import type { Configuration, ConfigurationKey } from './schema.ts';
import { deriveSettings } from './settings.ts';
import type { Places, Settings } from './settings.ts';

/** What is in force; `settings` stays the same object, whose fields change. */
export interface InForce {
  readonly configuration: Configuration;
  readonly stated: ReadonlySet<ConfigurationKey>;
  readonly settings: Settings;
}

export type Applied =
  | {
      readonly kind: 'applied';
      readonly inForce: InForce;
      /** Keys that have another value from now on. */
      readonly changed: readonly ConfigurationKey[];
      /** Keys whose new value needs a restart; the old one stays. */
      readonly needRestart: readonly ConfigurationKey[];
    }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

export interface ReadAgain {
  readonly configuration: Configuration;
  readonly stated: ReadonlySet<ConfigurationKey>;
}

export function applyReload(inForce: InForce, read: ReadAgain, places: Places): Applied {
  const whole = deriveSettings({ ...read, places });
  if (!whole.ok) return { kind: 'refused', problems: whole.problems };
  const different = CONFIGURATION_KEYS.filter(
    (key) => !isDeepStrictEqual(inForce.configuration[key], read.configuration[key]),
  );
  const changed = different.filter((key) => EXPLAINED[key].effect === 'reload');
  const needRestart = different.filter((key) => EXPLAINED[key].effect === 'start');
  const configuration = {
    ...inForce.configuration,
    ...Object.fromEntries(changed.map((key) => [key, read.configuration[key]])),
  };
  const { stated } = inForce;
  const derived = deriveSettings({ configuration, stated, places });
  if (!derived.ok) return { kind: 'refused', problems: derived.problems };
  // Where the store is was decided at start.
  replaceFields(inForce.settings, { ...derived.settings, store: inForce.settings.store });
  return { kind: 'applied', inForce: { configuration, stated, settings: inForce.settings }, changed, needRestart };
}
