/** Which file the store is, and what to say where another process has it. */
import { holderText, labelOfDatabase } from '@topiary/engine';
import type { LeaseState, Logger } from '@topiary/engine';
import type { Settings } from '../config/settings.ts';
import type { StoreSettings } from '../config/store.ts';

interface Surroundings {
  readonly isOrchestratorFile: (file: string) => boolean;
  readonly logger: Logger;
}

/** For people and logs: without credentials. */
export function placeOf({ file, backend }: StoreSettings): string {
  return backend === null ? file : labelOfDatabase(backend);
}

const OWN_ENDING = '.topiary';

/**
 * Whoever starts Topiary with orchestrator's configuration names orchestrator's own SQLite file: that one is left as it
 * is, and Topiary keeps its data in a file beside it.
 */
export function besideOrchestrator(settings: Settings, { isOrchestratorFile, logger }: Surroundings): Settings {
  const { file, backend } = settings.store;
  if (backend !== null) return settings;
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
  const who = state.kind === 'lost' ? 'Another process' : `Topiary on ${holderText(state.holder)}`;
  return `${who} acts on the store ${file}, and would not notice what is imported. Stop it, import, and start it again. Without --yes you see what would come.`;
}
