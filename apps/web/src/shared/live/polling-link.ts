/**
 * For browsers without shared workers (see docs/decisions/0021-live-connection.md): asks for the whole at a fixed pace, and
 * never again before the last answer came. A tab that nobody sees does not ask.
 */
import type { Client, ClusterId } from '@topiary/contract';
import type { LiveLink, LiveListener } from './live-link.ts';

const POLL_INTERVAL_MS = 2_000;
const POLL_AFTER_FAILURE_MS = 5_000;

export function createPollingLink(client: Client, document: Document): LiveLink {
  let listener: LiveListener | null = null;
  let wanted: readonly ClusterId[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sequence = 0;

  async function askAll(to: LiveListener): Promise<void> {
    sequence += 1;
    const [status, fleet, ...clusters] = await Promise.all([
      client.call('status', {}),
      client.call('fleet', {}),
      ...wanted.map((cluster) => client.call('cluster', { params: { cluster } })),
    ]);
    to.onEvent({ type: 'status', status });
    to.onEvent({ type: 'fleet', sequence, fleet });
    for (const cluster of clusters) to.onEvent({ type: 'cluster', sequence, cluster });
  }

  async function turn(): Promise<void> {
    const to = listener;
    if (to === null) return;
    let pause = POLL_INTERVAL_MS;
    if (!document.hidden) {
      try {
        await askAll(to);
        to.onState({ kind: 'polling' });
      } catch {
        pause = POLL_AFTER_FAILURE_MS;
        to.onState({ kind: 'disconnected', since: Date.now() });
      }
    }
    timer = setTimeout(() => void turn(), pause);
  }

  return {
    start(given) {
      listener = given;
      // Tabs know nothing of each other then; one that nobody sees does not ask, and so has nothing to tell.
      given.onFirst(true);
      void turn();
    },
    want(clusters) {
      wanted = clusters;
    },
    resync() {},
    stop() {
      listener = null;
      clearTimeout(timer);
    },
  };
}
