import type { Client } from '@topiary/contract';
import type { LiveLink } from '../shared/live/live-link.ts';
import { createPollingLink } from '../shared/live/polling-link.ts';
import { createWorkerLink } from '../shared/live/worker-link.ts';

export interface OpenLinkOptions {
  readonly apiBase: string;
  readonly client: Client;
  readonly window: Window;
}

/** One worker for all tabs where there are shared workers; else this tab polls (docs/decisions/0021-live-connection.md). */
export function openLink({ apiBase, client, window }: OpenLinkOptions): LiveLink {
  if (!('SharedWorker' in window)) return createPollingLink(client, window.document);
  const openWorker = (): SharedWorker =>
    new SharedWorker(new URL('../shared/live/live-worker.ts', import.meta.url), {
      type: 'module',
      name: 'topiary-live',
    });
  return createWorkerLink({ openWorker, apiBase, window });
}
