/** Which file the store is, and what to say where another process has it. */
import type { LeaseState, Logger } from '@topiary/engine';
import type { Settings } from '../config/settings.ts';

interface Surroundings {
  readonly isOrchestratorFile: (file: string) => boolean;
  readonly logger: Logger;
}

const OWN_ENDING = '.topiary';

/**
 * Whoever starts Topiary with orchestrator's configuration names orchestrator's own SQLite file: that one is left as it
 * is, and Topiary keeps its data in a file beside it.
 */
export function besideOrchestrator(settings: Settings, { isOrchestratorFile, logger }: Surroundings): Settings {
  const { file } = settings.store;
  if (!isOrchestratorFile(file)) return settings;
  const own = `${file}${OWN_ENDING}`;
  logger.warn('store.beside-orchestrator', {
    file: own,
    orchestrator: file,
    help: 'SQLite3DataFile is a database of orchestrator and stays as it is; topiary import-orchestrator takes over what it holds',
  });
  return { ...settings, store: { ...settings.store, file: own } };
}

export function heldByOther(state: Exclude<LeaseState, { readonly kind: 'held' }>, file: string): string {
  const who =
    state.kind === 'lost'
      ? 'Another process'
      : `Topiary, process ${state.holder.processId} on ${state.holder.hostname}${state.holder.url === '' ? '' : ` (${state.holder.url})`},`;
  return `${who} acts on the store ${file}, and would not notice what is imported. Stop it, import, and start it again. Without --yes you see what would come.`;
}
