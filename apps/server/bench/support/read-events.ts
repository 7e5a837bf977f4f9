/** The live stream as it comes, each event parsed by the contract. */
import { liveEvent } from '@topiary/contract';
import type { LiveEvent } from '@topiary/contract';

export async function* readEvents(response: Response): AsyncGenerator<LiveEvent, void, void> {
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
