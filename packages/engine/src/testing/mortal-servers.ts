/** The same servers as one process sees them; when that process is killed, none of its calls is answered or sent any more. */
import type { Servers } from '../ports/servers.ts';

export interface MortalServers {
  readonly servers: Servers;
  kill(): void;
}

export function mortal(servers: Servers): MortalServers {
  let alive = true;
  const never = new Promise<never>(() => undefined);
  const whileAlive = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    if (!alive) return never;
    const result = await call();
    return alive ? result : never;
  };
  return {
    kill: () => {
      alive = false;
    },
    servers: {
      observe: (address, options) => whileAlive(() => servers.observe(address, options)),
      ask: (address, queries, options) => whileAlive(() => servers.ask(address, queries, options)),
      observeChannels: (address, options) => whileAlive(() => servers.observeChannels(address, options)),
      listen: (address, options) => whileAlive(() => servers.listen(address, options)),
      pulse: (address, options) => whileAlive(() => servers.pulse(address, options)),
      greets: (address, options) => whileAlive(() => servers.greets(address, options)),
      prepareToAct: (address, options) => whileAlive(() => servers.prepareToAct(address, options)),
      listBinaryLogs: (address, options) => whileAlive(() => servers.listBinaryLogs(address, options)),
      listProcesses: (address, options) => whileAlive(() => servers.listProcesses(address, options)),
      readStanding: (address, options) => whileAlive(() => servers.readStanding(address, options)),
      readSettings: (address, options) => whileAlive(() => servers.readSettings(address, options)),
      readAccounts: (address, options) => whileAlive(() => servers.readAccounts(address, options)),
      readLog: (address, request, options) => whileAlive(() => servers.readLog(address, request, options)),
      writeMarker: (address, statement, options) => whileAlive(() => servers.writeMarker(address, statement, options)),
      execute: (step, context) => whileAlive(() => servers.execute(step, context)),
      render: (step, context) => servers.render(step, context),
      proveSame: (first, second, options) => whileAlive(() => servers.proveSame(first, second, options)),
      onConnectionLost: (listener) => servers.onConnectionLost((lost) => (alive ? listener(lost) : undefined)),
      onServerBack: (listener) => servers.onServerBack((id) => (alive ? listener(id) : undefined)),
      forget: (id) => (alive ? servers.forget(id) : undefined),
      close: () => Promise.resolve(),
    },
  };
}
