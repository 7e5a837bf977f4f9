/**
 * Makes a failing scenario smaller while the same invariant goes on failing: fewer actions, fewer servers, an earlier end.
 * What is left out is left out whole, so that a shrunk scenario can be named by its seed and what is kept of it.
 */
import type { Action, Scenario } from './scenario.ts';

/** What is kept; `null`: everything. */
export interface Kept {
  readonly actions: readonly number[] | null;
  readonly servers: readonly string[] | null;
  readonly untilMs: number | null;
}

export const EVERYTHING: Kept = { actions: null, servers: null, untilMs: null };

/** A run takes a fraction of a second; a person waits for this many. */
export const MAX_SHRINK_RUNS = 200;
/** After the last action something may still have to happen before everything is mended. */
const TAIL_MS = [0, 1_000, 5_000, 15_000] as const;

export function reduced(scenario: Scenario, kept: Kept): Scenario {
  const { actions, servers, untilMs } = kept;
  const left = servers === null ? scenario.servers : scenario.servers.filter(({ name }) => servers.includes(name));
  const names = new Set(left.map(({ name }) => name));
  return {
    ...scenario,
    servers: left,
    faultsUntilMs: untilMs ?? scenario.faultsUntilMs,
    actions: scenario.actions.filter(
      (action) =>
        (actions === null || actions.includes(action.id)) && serversOf(action).every((name) => names.has(name)),
    ),
  };
}

function serversOf(action: Action): readonly string[] {
  const server = 'server' in action && action.server !== null ? [action.server] : [];
  return 'other' in action ? [...server, action.other] : server;
}

export async function shrink(scenario: Scenario, fails: (smaller: Scenario) => Promise<boolean>): Promise<Kept> {
  let runs = 0;
  let kept: Kept = { ...EVERYTHING, actions: scenario.actions.map(({ id }) => id) };
  const takesIf = async (smaller: Kept): Promise<boolean> => {
    if (runs >= MAX_SHRINK_RUNS) return false;
    runs += 1;
    if (!(await fails(reduced(scenario, smaller)))) return false;
    kept = smaller;
    return true;
  };
  for (let before = ''; before !== JSON.stringify(kept) && runs < MAX_SHRINK_RUNS;) {
    before = JSON.stringify(kept);
    await fewerActions(() => kept, takesIf);
    await fewerServers(scenario, () => kept, takesIf);
    await earlierEnd(scenario, () => kept, takesIf);
  }
  return kept;
}

type Take = (smaller: Kept) => Promise<boolean>;

/** Large parts first. */
async function fewerActions(kept: () => Kept, takesIf: Take): Promise<void> {
  for (
    let size = Math.ceil((kept().actions?.length ?? 0) / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < (kept().actions?.length ?? 0);) {
      const actions = kept().actions ?? [];
      const smaller = [...actions.slice(0, start), ...actions.slice(start + size)];
      if (!(await takesIf({ ...kept(), actions: smaller }))) start += size;
    }
  }
}

/** Those that nobody replicates from. */
async function fewerServers(scenario: Scenario, kept: () => Kept, takesIf: Take): Promise<void> {
  for (const { name } of scenario.servers.toReversed()) {
    const { servers } = reduced(scenario, kept());
    const isLeaf =
      servers.some((server) => server.name === name) &&
      servers.every(({ channels }) => channels.every(({ source }) => source !== name));
    if (!isLeaf || servers.length <= 2) continue;
    await takesIf({ ...kept(), servers: servers.map((server) => server.name).filter((other) => other !== name) });
  }
}

async function earlierEnd(scenario: Scenario, kept: () => Kept, takesIf: Take): Promise<void> {
  const { actions } = reduced(scenario, kept());
  const lastMs = Math.max(0, ...actions.map(({ atMs }) => atMs));
  for (const tailMs of TAIL_MS) {
    const untilMs = Math.ceil(lastMs + tailMs);
    if (untilMs >= (kept().untilMs ?? scenario.faultsUntilMs)) return;
    if (await takesIf({ ...kept(), untilMs })) return;
  }
}

/** The command that plays it again. */
export function replayCommand(
  { seed, kind }: Pick<Scenario, 'seed' | 'kind'>,
  { actions, servers, untilMs }: Kept = EVERYTHING,
): string {
  return [
    `node packages/simulator/bench/replay.ts ${seed}`,
    kind === 'sequence' ? '--sequence' : '',
    actions === null ? '' : `--only=${actions.join(',')}`,
    servers === null ? '' : `--servers=${servers.join(',')}`,
    untilMs === null ? '' : `--until=${untilMs}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
