import { signalServer } from '../server/server-process.ts';
import type { Sandbox } from './sandbox.ts';
import type { SandboxState } from './sandbox-state.ts';

const ENDING_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Ties a sandbox to this process. On Ctrl-C, a termination or a hang-up it is taken down and its files are removed; then
 * the process ends as the signal asks, unless others listen to it too and end the process in their own order. Whatever
 * else ends the process normally, the servers are killed with it. `kill -9` leaves them to the next sweep.
 */
export function takeDownWithProcess(sandbox: Sandbox, state: SandboxState): void {
  const killAll = (): void => {
    for (const server of state.clusters.flatMap((cluster) => cluster.servers)) signalServer(server, 'SIGKILL');
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    const othersListen = process.listenerCount(signal) > 1;
    void sandbox
      .stop()
      .catch(killAll)
      .finally(() => {
        if (!othersListen) process.kill(process.pid, signal);
      });
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  process.on('exit', killAll);
  sandbox.beforeStop(async () => {
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
    process.off('exit', killAll);
  });
}
