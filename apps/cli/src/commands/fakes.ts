/** Fake servers behind real sockets on loopback: a fleet of them, and what can be done to one. */
import type { Command } from 'commander';
import type { Fake, FakeAct, FakesSummary } from '@topiary/server';
import { CommandFailure, EXIT } from '../exit.ts';
import { readFakes } from '../options.ts';
import { printJson, table } from '../output/table.ts';

/** The command by which the demo starts the process of its fakes. */
export const FAKES_CHILD = 'child';

const ACTS: readonly { readonly act: FakeAct; readonly help: string }[] = [
  { act: 'kill', help: 'a server dies at once, as by kill -9' },
  { act: 'freeze', help: 'a server stops to answer; its connections stay open' },
  { act: 'thaw', help: 'a frozen server goes on' },
  { act: 'start', help: 'start a server that was killed' },
];

export function addFakes(program: Command): void {
  const fakes = program
    .command('fakes')
    .description('fake MySQL and MariaDB servers of many versions on loopback, as "demo --fakes" starts them');
  fakes
    .command('up')
    .argument('<number>', 'of servers', readFakes)
    .description('run that many without a Topiary, until Ctrl-C')
    .action((servers: number) => runUp(servers));
  fakes
    .command(FAKES_CHILD, { hidden: true })
    .argument('<number>', 'of servers', readFakes)
    .action((servers: number) => runChild(servers));
  fakes
    .command('list')
    .description('list the fakes that run')
    .option('--json', 'print JSON')
    .action((flags: { readonly json?: true }) => runList(flags.json === true));
  for (const { act, help } of ACTS) {
    fakes
      .command(`${act} <server>`)
      .description(`${help}; by address (127.10.1.1:3306) or name (shop-eu-1)`)
      .action((server: string) => runAct(act, server));
  }
}

async function runUp(servers: number): Promise<void> {
  const { requireRoomForFakes, runFakes, StartFailure } = await import('@topiary/server');
  try {
    await requireRoomForFakes(servers);
    await runFakes({ servers, onReady: (summary) => console.log(howToLook(summary)) });
  } catch (error) {
    if (error instanceof StartFailure) throw new CommandFailure(error.problems);
    throw error;
  }
}

function howToLook({ servers, clusters, user, password }: FakesSummary): string {
  return [
    `${servers} fake servers in ${clusters.length} clusters; Ctrl-C ends them, "topiary fakes list" shows them.`,
    `To look at one cluster: TOPIARY_TOPOLOGY_PASSWORD=${password} topiary serve --user ${user} --seed ${clusters[0]?.seed ?? ''}`,
  ].join('\n');
}

async function runChild(servers: number): Promise<void> {
  const { isFakesChild, runFakesChild } = await import('@topiary/server');
  if (!isFakesChild())
    throw new CommandFailure(['This is how the demo starts its fakes: use "topiary fakes up".'], EXIT.usage);
  await runFakesChild(servers);
}

async function runList(asJson: boolean): Promise<void> {
  const { listFakes } = await import('@topiary/server');
  const fakes = await listFakes();
  if (asJson) return printJson(fakes);
  if (fakes.length === 0) return console.log('No fakes run: "topiary demo --fakes 25" starts some.');
  console.log(
    table(
      ['CLUSTER', 'NAME', 'ADDRESS', 'VERSION', 'STATE'],
      fakes.map(({ cluster, name, address, version, state }) => [cluster, name, address, version, state]),
    ),
  );
}

async function runAct(act: FakeAct, server: string): Promise<void> {
  const { actOnFake } = await import('@topiary/server');
  const outcome = await actOnFake(act, server);
  if (outcome.kind === 'refused') throw new CommandFailure([outcome.sentence]);
  console.log(line(outcome.fake));
}

function line({ name, address, state }: Fake): string {
  return `${name} (${address}): ${state}`;
}
