/** The way from a command to a Topiary. */
import type { FetchLike } from '@topiary/contract';
import { createApi } from '../client/connect.ts';
import type { Api } from '../client/connect.ts';
import { actingEndpoint, authHeaders, DEFAULT_API, givenEndpoints } from '../client/endpoints.ts';
import { send } from '../client/http-send.ts';
import { Fatal } from './command.ts';
import type { FlagValues } from './flags.ts';
import { createOldApi } from './old-api.ts';
import type { OldApi } from './old-api.ts';

export interface Link {
  readonly old: OldApi;
  readonly api: Api;
  close(): Promise<void>;
}

/** Nothing is asked before the first request. */
export function openLink(values: FlagValues, environment: NodeJS.ProcessEnv = process.env): Link {
  const flags = { api: values.api, ...(values.auth === '' ? {} : { auth: values.auth }) };
  const endpoints = givenEndpoints(flags, environment) ?? [DEFAULT_API];
  const headers = authHeaders(flags, environment);
  let acting: Promise<string> | null = null;
  const place = endpoints.join(' ');
  const fetch: FetchLike = async (path, init) => {
    const base = await (acting ??= actingEndpoint(endpoints, headers));
    return send(base + path, init).catch(() => {
      throw new Fatal(`No Topiary answers at ${place}. Say where it is with -api, TOPIARY_API or ORCHESTRATOR_API.`);
    });
  };
  return {
    old: createOldApi(fetch, headers),
    api: createApi({ fetch, headers, place }),
    close: () => Promise.resolve(),
  };
}
