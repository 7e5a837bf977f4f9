/** The process of the fakes: until a signal, or until the process that started it is gone. */
import { StartFailure } from '../../start/start-failure.ts';
import { startFleet } from '../start-fleet.ts';
import type { RunningFleet } from '../start-fleet.ts';
import type { FakesMessage, FakesSummary } from './messages.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface RunFakesOptions {
  readonly servers: number;
  readonly onReady: (summary: FakesSummary) => void;
}

/** Started by hand: resolves when a signal has ended it. @throws StartFailure */
export async function runFakes({ servers, onReady }: RunFakesOptions): Promise<void> {
  const fleet = await startFleet(servers);
  onReady(fleet.summary);
  await new Promise<void>((resolve) => {
    for (const signal of SIGNALS) process.on(signal, () => resolve());
  });
  await fleet.stop();
}

/** Whether another process started this one and listens to it. */
export function isFakesChild(): boolean {
  return process.send !== undefined;
}

/** Started by `startFakesProcess`: tells it how it goes, and ends with it. */
export async function runFakesChild(servers: number): Promise<void> {
  const gone = new Promise<void>((resolve) => process.once('disconnect', resolve));
  const fleet = await started(servers);
  if (fleet !== null) tell({ kind: 'ready', summary: fleet.summary });
  await gone;
  await fleet?.stop();
}

async function started(servers: number): Promise<RunningFleet | null> {
  try {
    return await startFleet(servers);
  } catch (error) {
    const problems =
      error instanceof StartFailure ? error.problems : [error instanceof Error ? error.message : String(error)];
    tell({ kind: 'failed', sentences: [...problems] });
    return null;
  }
}

function tell(message: FakesMessage): void {
  // The other side may be gone already.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
