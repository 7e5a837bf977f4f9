/** The tab's end of the shared worker. */
import type { ClusterId } from '@topiary/contract';
import type { LiveLink, LiveListener } from './live-link.ts';
import { TAB_BEAT_MS } from './messages.ts';
import type { TabMessage, WorkerMessage } from './messages.ts';

export interface WorkerLinkOptions {
  /** Called at the first start. */
  readonly openWorker: () => SharedWorker;
  readonly apiBase: string;
  readonly window: Window;
}

export function createWorkerLink({ openWorker, apiBase, window }: WorkerLinkOptions): LiveLink {
  let listener: LiveListener | null = null;
  let wanted: readonly ClusterId[] = [];
  let port: MessagePort | null = null;
  const send = (message: TabMessage): void => port?.postMessage(message);
  const attach = (): void => {
    send({ kind: 'attach', apiBase });
    send({ kind: 'want', clusters: wanted });
  };
  const leave = (): void => send({ kind: 'bye' });
  // A page that comes back from the back/forward cache said goodbye when it went there.
  const comeBack = (event: PageTransitionEvent): void => {
    if (event.persisted) attach();
  };
  let beat = 0;

  function openPort(): MessagePort {
    const opened = openWorker().port;
    opened.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.kind === 'who-are-you') attach();
      else if (data.kind === 'event') listener?.onEvent(data.event);
      else if (data.kind === 'first') listener?.onFirst(data.isFirst);
      else listener?.onState(data.state);
    });
    opened.start();
    return opened;
  }

  return {
    start(given) {
      listener = given;
      port ??= openPort();
      attach();
      beat = window.setInterval(() => send({ kind: 'beat' }), TAB_BEAT_MS);
      window.addEventListener('pagehide', leave);
      window.addEventListener('pageshow', comeBack);
    },
    want(clusters) {
      wanted = clusters;
      send({ kind: 'want', clusters });
    },
    resync: () => send({ kind: 'resync' }),
    stop() {
      listener = null;
      window.clearInterval(beat);
      window.removeEventListener('pagehide', leave);
      window.removeEventListener('pageshow', comeBack);
      leave();
    },
  };
}
