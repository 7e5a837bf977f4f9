import { createContext, use } from 'react';
import type { Client } from '@topiary/contract';
import type { LiveReader } from '../live/live-feed.ts';
import { newIdempotencyKey } from './idempotency.ts';

/** What features need of the server: the typed client, what was pushed, and keys for changes. */
export interface Api {
  readonly client: Client;
  readonly live: LiveReader;
  newKey(): string;
}

export const ApiContext = createContext<Api | null>(null);

export function useApi(): Api {
  const api = use(ApiContext);
  if (api === null) throw new Error('useApi needs an ApiContext above it');
  return api;
}

export interface ApiOptions {
  readonly client: Client;
  readonly live: LiveReader;
  readonly random: Crypto;
}

export function createApi({ client, live, random }: ApiOptions): Api {
  return {
    client,
    live,
    newKey: () =>
      newIdempotencyKey({
        // The type says that it is always there; on plain http it is not.
        ...('randomUUID' in random ? { randomUUID: () => random.randomUUID() } : {}),
        getRandomValues: (bytes) => random.getRandomValues(bytes),
      }),
  };
}
