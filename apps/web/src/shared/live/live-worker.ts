/** The shared worker: gives `LiveHub` the browser's event stream, clock and network, and every tab a port to it. */
import { ZOD_CONFIG } from './jitless.ts';
import { LIVE_PATH, API_PREFIX, createClient, liveEvent } from '@topiary/contract';
import { LiveHub } from './live-hub.ts';
import type { HubPorts, HubTab } from './live-hub.ts';
import type { TabMessage, WorkerMessage } from './messages.ts';

interface SharedWorkerScope {
  addEventListener(type: 'connect', listener: (event: MessageEvent) => void): void;
}

// Imports run in order, so the schemas above were made without trying.
if (ZOD_CONFIG.jitless !== true) throw new Error('zod must be configured before the contract is loaded');

serveTabs(globalThis);

/** One hub per API address; in practice one, since all tabs of a page are of one origin and prefix. */
function serveTabs(scope: SharedWorkerScope): void {
  const hubs = new Map<string, LiveHub>();
  const hubFor = (apiBase: string): LiveHub => {
    const hub = hubs.get(apiBase) ?? new LiveHub(browserPorts(apiBase));
    hubs.set(apiBase, hub);
    return hub;
  };
  scope.addEventListener('connect', (event) => {
    const port = event.ports[0];
    if (port !== undefined) servePort(port, hubFor);
  });
}

function servePort(port: MessagePort, hubFor: (apiBase: string) => LiveHub): void {
  let tab: HubTab | null = null;
  const post = (message: WorkerMessage): void => port.postMessage(message);
  port.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    switch (data.kind) {
      case 'attach':
        tab?.leave();
        tab = hubFor(data.apiBase).attach(post);
        return;
      case 'want':
        return tab?.want(data.clusters);
      case 'resync':
        return tab?.resync();
      case 'beat':
        if (tab?.beat() !== true) post({ kind: 'who-are-you' });
        return;
      case 'bye':
        tab?.leave();
        tab = null;
    }
  });
  port.start();
}

function browserPorts(apiBase: string): HubPorts {
  const client = createClient({ baseUrl: apiBase, fetch: (url, init) => fetch(url, init) });
  return {
    openStream(handlers) {
      const source = new EventSource(apiBase + API_PREFIX + LIVE_PATH);
      source.addEventListener('message', (message: MessageEvent<string>) => {
        const event = parseEvent(message.data);
        if (event === null) handlers.onFailure();
        else handlers.onEvent(event);
      });
      source.addEventListener('error', () => handlers.onFailure());
      return { close: () => source.close() };
    },
    async subscribe(connection, clusters) {
      await client.call('subscribe', { params: { connection }, body: { clusters: [...clusters] } });
    },
    now: () => Date.now(),
    after(milliseconds, action) {
      const timer = setTimeout(action, milliseconds);
      return { cancel: () => clearTimeout(timer) };
    },
    random: () => Math.random(),
  };
}

function parseEvent(text: string): ReturnType<typeof liveEvent.parse> | null {
  try {
    return liveEvent.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
