/**
 * A Topiary in this process for the time of one command: the same composition on the configured store, without a socket,
 * and without what only one that stays should do: recover by itself, write probes, read sources.
 */
import { existsSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { holderText } from '@topiary/engine';
import type { Logger } from '@topiary/engine';
import type { Environment } from '../config/expand-environment.ts';
import { loadConfiguration, SEARCH_PATH } from '../config/load.ts';
import type { ConfigFiles } from '../config/load.ts';
import { serve, startServer } from '../main.ts';
import type { ServeOptions } from '../main.ts';
import { createSystemClock } from '../runtime/system-clock.ts';
import { createConnectedListener } from './connected-listener.ts';
import { readTextFile } from './files.ts';
import { StartFailure } from './start-failure.ts';

/** For every known server to have been asked once. */
const FIRST_LOOK_DEADLINE_MS = 30_000;
/** For another command's process, which holds the lease, to end. */
const LEASE_PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 20;

const USER_HEADER = 'x-topiary-user';

export interface HereOptions {
  readonly configFiles: ConfigFiles;
  readonly environment: Environment;
  /** Who is recorded as the one who did it. */
  readonly user: string;
  /** Run although the configuration asks for several nodes. */
  readonly ignoreRaft: boolean;
  /** The command recovers: hooks and notifications of detections belong to it. */
  readonly recovers: boolean;
  /** The command acts: it waits for the lease. */
  readonly changes: boolean;
  readonly logger: Logger;
}

export interface Here {
  /** Of the Topiary that acts on this store in another process; `null`: this one does, or nobody can be asked. */
  readonly actingElsewhere: string | null;
  /** Who holds the store's lease, with its process and address; `null`: this process, or nobody. */
  readonly holder: string | null;
  /** To be sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** A connection to it, by HTTP. */
  connect(): Duplex;
  stop(): Promise<void>;
}

/** Those of the usual places that are there. */
export function configurationFiles(): readonly string[] {
  return SEARCH_PATH.filter((path) => existsSync(path));
}

/** Resolves when every known server was asked once, or the time for it is over. Throws `StartFailure`. */
export async function openHere(options: HereOptions): Promise<Here> {
  const { configFiles, environment, logger } = options;
  const listener = createConnectedListener();
  const server = await startServer({ configFiles, environment, logger, listener, overrides: overridesOf(options) });
  const { engine } = server;
  const clock = createSystemClock();
  const waitUntil = async (isSo: () => boolean, limitMs: number): Promise<void> => {
    const deadline = clock.monotonicMs() + limitMs;
    while (!isSo() && clock.monotonicMs() < deadline) await clock.sleep(LOOK_AGAIN_MS);
  };
  const { acting } = engine.status();
  if (acting.kind === 'observe-only') {
    await server.stop();
    throw new StartFailure([
      `${acting.reason}. Commands go through the API of the node that acts (TOPIARY_API); -ignore-raft-setup runs them here all the same.`,
    ]);
  }
  const elsewhere = acting.kind === 'other' ? acting.holder.url : null;
  const isReachable = elsewhere !== null && !elsewhere.endsWith(NO_PORT);
  if (!isReachable) {
    const isSettled = () =>
      [...engine.snapshot().instances.values()].every(
        ({ observation, failure }) => observation !== null || failure !== null,
      );
    await waitUntil(isSettled, FIRST_LOOK_DEADLINE_MS);
    if (options.changes && acting.kind === 'other')
      await waitUntil(() => engine.status().acting.kind !== 'other', LEASE_PATIENCE_MS);
  }
  return {
    actingElsewhere: isReachable ? elsewhere : null,
    holder: acting.kind === 'other' ? holderText(acting.holder) : null,
    headers: { [USER_HEADER]: options.user },
    connect: () => listener.connect(),
    stop: () => server.stop(),
  };
}

/** How a process of this kind calls its address in the lease. */
const NO_PORT = ':0';

function overridesOf({ ignoreRaft, recovers }: HereOptions): Readonly<Record<string, unknown>> {
  return {
    ListenAddress: '127.0.0.1:0',
    ListenSocket: '',
    UseSSL: false,
    UseMutualTLS: false,
    URLPrefix: '',
    ReadOnly: false,
    // Only who runs the command gets here.
    AuthenticationMethod: 'proxy',
    AuthUserHeader: USER_HEADER,
    PowerAuthUsers: ['*'],
    RecoverMasterClusterFilters: [],
    RecoverIntermediateMasterClusterFilters: [],
    TopiarySources: [],
    TopiaryWriteProbeQuery: '',
    ...(recovers ? {} : { OnFailureDetectionProcesses: [], TopiaryNotifications: [] }),
    ...(ignoreRaft ? { RaftEnabled: false } : {}),
  };
}

/** Discovers and recovers until a signal ends it, and answers nobody. */
export function serveWithoutHttp(options: Pick<ServeOptions, 'configFiles' | 'exit'>): Promise<void> {
  const overrides = { ListenAddress: '127.0.0.1:0' };
  return serve({ ...options, overrides, listener: createConnectedListener() });
}

/** Every key with the value in force, passwords included. Throws `StartFailure`. */
export function configurationInForce(files: ConfigFiles, environment: Environment): Readonly<Record<string, unknown>> {
  const loaded = loadConfiguration({ files, readText: readTextFile, environment, overrides: {} });
  if (loaded.kind === 'refused') throw new StartFailure(loaded.problems);
  return loaded.configuration;
}
