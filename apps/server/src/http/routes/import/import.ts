import type { ImportView } from '@topiary/contract';
import { presentImport } from '../../../import/present-import.ts';
import { MAX_IMPORTS_AT_ONCE } from '../../../import/import-service.ts';
import type { ImportOutcome } from '../../../import/import-service.ts';
import type { DeepReadonly } from '../../../presenters/readonly.ts';
import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';
import type { Outcome } from '../../outcome.ts';

export function importHandlers({ engine, imports }: Services): Pick<Handlers, 'previewImport' | 'import'> {
  const answer = (outcome: ImportOutcome): Outcome<DeepReadonly<ImportView>> => {
    if (outcome.kind === 'busy') return failure('too-many-imports', { limit: MAX_IMPORTS_AT_ONCE });
    if (outcome.kind === 'refused') return failure('import-refused', {}, [outcome.problem]);
    return ok(presentImport(outcome, engine.snapshot()));
  };
  return {
    // It shows the topology account to whoever listens at these addresses: for those who could add them.
    previewImport: async ({ body, identity }) =>
      identity.mayChange ? answer(await imports.preview(body.text)) : failure('forbidden', { user: identity.user }),
    import: async ({ body, actor }) => answer(await imports.run(body.text, actor)),
  };
}
