/** From files, environment and flags to settings, with every notice in the log. */
import type { Logger } from '@topiary/engine';
import type { Environment } from '../config/expand-environment.ts';
import { loadConfiguration, readConfiguration } from '../config/load.ts';
import type { ConfigFiles } from '../config/load.ts';
import type { Configuration, ConfigurationKey } from '../config/schema.ts';
import { deriveSettings } from '../config/settings.ts';
import type { Places, Settings } from '../config/settings.ts';
import { dataDirectoryOf, readTextFile } from './files.ts';
import { StartFailure } from './start-failure.ts';

export interface ReadSettingsOptions {
  readonly configFiles: ConfigFiles;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  readonly logger: Logger;
}

export interface ReadConfiguration {
  readonly configuration: Configuration;
  readonly stated: ReadonlySet<ConfigurationKey>;
  readonly places: Places;
}

export interface ReadSettings extends ReadConfiguration {
  readonly settings: Settings;
}

/** Throws `StartFailure`. */
export function readSettings(options: ReadSettingsOptions): ReadSettings {
  const read = readChecked(options);
  const derived = deriveSettings(read);
  if (!derived.ok) throw new StartFailure(derived.problems);
  warnOf(derived.settings, options.logger);
  return { ...read, settings: derived.settings };
}

/** Throws `StartFailure`. */
export function readChecked(options: ReadSettingsOptions): ReadConfiguration {
  const { configFiles, overrides, environment, logger } = options;
  const loaded = loadConfiguration({ files: configFiles, readText: readTextFile, environment, overrides });
  if (loaded.kind === 'refused') throw new StartFailure(loaded.problems);
  for (const notice of loaded.notices) logger.warn(notice.event, notice.fields);
  logger.info('config.loaded', { files: loaded.files });
  const { configuration, stated } = loaded;
  return {
    configuration,
    stated,
    places: { dataDirectory: dataDirectoryOf(configuration.TopiaryDataDirectory, environment) },
  };
}

/** The keys that say where a backend is, also of a configuration that Topiary could not start with. */
export function readBackendKeys({ configFiles, overrides, environment }: ReadSettingsOptions) {
  const read = readConfiguration({ files: configFiles, readText: readTextFile, environment, overrides });
  if (read.kind === 'refused') throw new StartFailure(read.problems);
  return { configuration: read.configuration, stated: read.stated, readText: readTextFile };
}

function warnOf(settings: Settings, logger: Logger): void {
  const { http, servers, discovery, graphite } = settings;
  if (http.openWithoutAuthentication) {
    logger.warn('http.open-without-authentication', {
      host: http.listen.host ?? '*',
      help: 'everybody who reaches this address may change topologies: set AuthenticationMethod, or listen on 127.0.0.1',
    });
  }
  if (servers.user === '') {
    logger.warn('config.topology-user-missing', {
      help: 'set MySQLTopologyUser and MySQLTopologyPassword, or no server lets Topiary in',
    });
  }
  if (typeof graphite === 'object' && 'wrong' in graphite)
    logger.error('graphite.not-sent', { problem: graphite.wrong });
  if (http.messageIdentity.kind === 'unknown')
    logger.warn('config.message-identity-unknown', {
      word: http.messageIdentity.word,
      help: 'PrependMessagesWithOrcIdentity is "FQDN", "hostname", "custom" or "none"; messages begin with nothing more',
    });
  if (discovery.observeOnly !== null) logger.warn('engine.observe-only', { reason: discovery.observeOnly });
}
