import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

export function configurationHandlers({ reload }: Services): Pick<Handlers, 'reloadConfiguration'> {
  return {
    reloadConfiguration: ({ actor }) => {
      const result = reload(actor);
      if (result.kind === 'refused') return failure('configuration-refused', { problems: result.problems.join(' ') });
      return ok({ changed: result.changed, needRestart: result.needRestart });
    },
  };
}
