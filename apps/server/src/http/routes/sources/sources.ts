import { presentSource, presentSources } from '../../../sources/present-sources.ts';
import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

export function sourceHandlers({ engine, sources, about }: Services): Pick<Handlers, 'sources' | 'readSource'> {
  return {
    sources: () => ok(presentSources(sources.sources, about.seeds, engine.snapshot())),
    readSource: async ({ params }) => {
      const read = await sources.readNow(params.source);
      return read === null
        ? failure('source-unknown', { source: params.source })
        : ok(presentSource(read, engine.snapshot()));
    },
  };
}
