/** The live stream of some clusters as it comes, each event parsed by the contract. */
import { API_PREFIX, LIVE_PATH, liveEvent } from '@topiary/contract';
import type { LiveEvent, NodeView } from '@topiary/contract';
import type { TopiaryProcess } from '../../test/topiary-process.ts';

export type LiveEvents = AsyncGenerator<LiveEvent, void, void>;

/** Resolves when the stream is open and brings these clusters. Leaving a loop over it ends the stream. */
export async function watchClusters(topiary: TopiaryProcess, clusters: readonly string[]): Promise<LiveEvents> {
  const events = readEvents(await fetch(topiary.url + API_PREFIX + LIVE_PATH));
  const hello = await events.next();
  if (hello.done === true || hello.value.type !== 'hello') throw new Error('the stream did not begin with hello');
  await topiary.call('subscribe', {
    params: { connection: hello.value.connection },
    body: { clusters: [...clusters] },
  });
  return events;
}

/** Servers that an event tells of, as they are from now on. */
export function nodesIn(event: LiveEvent): readonly NodeView[] {
  if (event.type === 'cluster') return event.cluster.nodes;
  return event.type === 'cluster-patch' ? event.nodes : [];
}

async function* readEvents(response: Response): LiveEvents {
  let rest = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split('\n').flatMap((line) => (line.startsWith('data:') ? [line.slice(5)] : []));
      if (data.length > 0) yield liveEvent.parse(JSON.parse(data.join('\n')));
    }
  }
}
