/**
 * The way from a command to a Topiary: the one that is named, else the one that acts on the configured store, else one in
 * this process for the time of the command.
 */
import { userInfo } from 'node:os';
import type { FetchLike } from '@topiary/contract';
import type { ConfigFiles, Here } from '@topiary/server';
import { createApi } from '../client/connect.ts';
import type { Api } from '../client/connect.ts';
import { actingEndpoint, authHeaders, DEFAULT_API, givenEndpoints } from '../client/endpoints.ts';
import { send } from '../client/http-send.ts';
import { Fatal } from './command.ts';
import type { AnyCommand } from './command.ts';
import type { FlagValues } from './flags.ts';
import { createOldApi } from './old-api.ts';
import type { OldApi } from './old-api.ts';

export interface Link {
  readonly old: OldApi;
  readonly api: Api;
  close(): Promise<void>;
}

type Headers = Readonly<Record<string, string>>;

export async function openLink(
  command: Pick<AnyCommand, 'section' | 'changes'>,
  values: FlagValues,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Link> {
  const flags = { api: values.api, ...(values.auth === '' ? {} : { auth: values.auth }) };
  const headers = authHeaders(flags, environment);
  const endpoints = givenEndpoints(flags, environment);
  if (endpoints !== null) return linkTo(endpoints, headers);
  const { configurationFiles } = await import('@topiary/server');
  if (values.config === '' && configurationFiles().length === 0) return linkTo([DEFAULT_API], headers);
  const here = await openConfigured(command, values, environment);
  if (here.actingElsewhere === null) return linkWithin(here);
  await here.stop();
  return linkTo([here.actingElsewhere], headers, here.holder);
}

/** Which of several it is, is asked before the first request. `holder`: who was found to act, where nobody named an address. */
function linkTo(endpoints: readonly string[], headers: Headers, holder: string | null = null): Link {
  const place = endpoints.join(' ');
  let acting: Promise<string> | null = null;
  const fetch: FetchLike = async (path, init) => {
    const base = await (acting ??= actingEndpoint(endpoints, headers));
    return send(base + path, init).catch(() => {
      const who = holder === null ? '' : ` The store of the configuration is in use by ${holder}.`;
      throw new Fatal(
        `No Topiary answers at ${place}.${who} Say where it is with -api, TOPIARY_API or ORCHESTRATOR_API.`,
      );
    });
  };
  return {
    old: createOldApi(fetch, headers),
    api: createApi({ fetch, headers, place }),
    close: () => Promise.resolve(),
  };
}

/** The address in it leads nowhere: each request has a connection within the process. */
function linkWithin(here: Here): Link {
  const place = 'http://127.0.0.1';
  const fetch: FetchLike = (path, init) => send(place + path, init, { createConnection: () => here.connect() });
  const { headers } = here;
  return { old: createOldApi(fetch, headers), api: createApi({ fetch, headers, place }), close: () => here.stop() };
}

/** Throws `Fatal` with what is wrong with the configuration or the store. */
export async function openConfigured(
  command: Pick<AnyCommand, 'section' | 'changes'>,
  values: FlagValues,
  environment: NodeJS.ProcessEnv,
): Promise<Here> {
  const { openHere, StartFailure } = await import('@topiary/server');
  try {
    return await openHere({
      configFiles: configFilesOf(values),
      environment,
      user: userInfo().username,
      ignoreRaft: values['ignore-raft-setup'],
      recovers: command.section === 'Recovery' && command.changes === true,
      changes: command.changes === true,
      logger: loggerOf(values),
    });
  } catch (error) {
    if (error instanceof StartFailure) throw new Fatal(error.problems.join(' '));
    throw error;
  }
}

export function configFilesOf({ config }: FlagValues): ConfigFiles {
  return config === '' ? { kind: 'search' } : { kind: 'file', path: config };
}

type Level = 'ERROR' | 'WARNING' | 'INFO' | 'DEBUG';

/** Errors alone, as orchestrator's command line, or more where it is asked for. */
function loggerOf(values: FlagValues) {
  const isTold = {
    ERROR: true,
    WARNING: !values.quiet && (values.verbose || values.debug),
    INFO: !values.quiet && (values.verbose || values.debug),
    DEBUG: true,
  };
  const write = (level: Level) => (event: string, fields?: Readonly<Record<string, unknown>>) => {
    if (isTold[level]) console.error(`${level} ${event} ${JSON.stringify(fields ?? {}, errorText)}`);
  };
  const details = values.debug && !values.quiet ? { debug: write('DEBUG') } : {};
  return { error: write('ERROR'), warn: write('WARNING'), info: write('INFO'), ...details };
}

function errorText(_: string, value: unknown): unknown {
  return value instanceof Error ? value.message : value;
}
