import type { Services } from '../../services/services.ts';
import { done, failed } from '../respond.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';

/** orchestrator reads any file that is named in `config`; here it is what Topiary was started with, and nothing else. */
export function configurationRoutes({ reload }: Services): readonly CompatRoute[] {
  return [
    change('/reload-configuration', (request, actor) => {
      const { config = '' } = request.query;
      if (config !== '')
        return failed('Only the files that Topiary was started with are read again: leave the parameter config out');
      const result = reload(actor);
      return result.kind === 'refused'
        ? failed(`Configuration not reloaded: ${result.problems.join(' ')}`)
        : done('Config reloaded', '');
    }),
  ];
}
