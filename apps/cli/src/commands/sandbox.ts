/** Throw-away servers on loopback: real ones, to try things on. */
import type { Command } from 'commander';
import type * as sandboxModule from '@topiary/sandbox';
import type { Sandbox, SandboxServer } from '@topiary/sandbox';
import { CommandFailure } from '../exit.ts';
import { printJson, table } from '../output/table.ts';

type SandboxModule = typeof sandboxModule;

interface UpFlags {
  readonly name?: string;
  readonly cluster: string;
  readonly writer?: true;
  readonly json?: true;
}

/** Rows a second; light enough to leave running. */
const WRITER_RATE = 5;

export function addSandbox(program: Command): void {
  const sandbox = program
    .command('sandbox')
    .description('real MySQL and MariaDB servers on loopback, to try things on');
  addUp(sandbox);
  sandbox
    .command('list')
    .description('list the sandboxes and their servers')
    .option('--json', 'print JSON')
    .action((flags: { readonly json?: true }) => withSandboxes((module) => list(module, flags.json === true)));
  addServerCommand(sandbox, { name: 'kill', help: 'kill -9 a server', act: (server) => server.kill() });
  addServerCommand(sandbox, {
    name: 'freeze',
    help: 'SIGSTOP a server: connections stay open and nothing answers',
    act: async (server) => server.freeze(),
  });
  addServerCommand(sandbox, { name: 'thaw', help: 'SIGCONT a frozen server', act: async (server) => server.thaw() });
  addServerCommand(sandbox, { name: 'stop', help: 'shut a server down in order', act: (server) => server.stop() });
  addServerCommand(sandbox, {
    name: 'start',
    help: 'start a server that was killed or stopped',
    act: (server) => server.start(),
  });
  sandbox
    .command('down <sandbox>')
    .description('take a whole sandbox down and remove its files')
    .action((name: string) => withSandboxes(async (module) => (await module.openSandbox(name)).stop()));
}

function addUp(sandbox: Command): void {
  sandbox
    .command('up <description>')
    .description('build a tree, for example "m > a, b > c; flavor mysql"; it stays until "down"')
    .option('--name <name>', 'of the sandbox')
    .option('--cluster <name>', 'of the cluster in it', 'main')
    .option('--writer', 'write a few rows a second into the first server')
    .option('--json', 'print JSON')
    .action((description: string, flags: UpFlags) =>
      withSandboxes(async (module) => {
        const started = await module.startSandbox({
          ...(flags.name !== undefined && { name: flags.name }),
          clusters: [
            { name: flags.cluster, tree: description, ...(flags.writer && { writer: { rowsPerSecond: WRITER_RATE } }) },
          ],
          // A writer lives in this process; servers without one need nobody.
          lifetime: flags.writer ? 'owner' : 'detached',
          onProgress: (message) => console.error(message),
        });
        describe(started, flags);
        if (!flags.writer) await started.disconnect();
      }),
    );
}

function describe(sandbox: Sandbox, flags: UpFlags): void {
  const { user, password } = sandbox.credentials.topology;
  const servers = sandbox.servers.map(({ cluster, name, address, family, version }) => ({
    cluster,
    name,
    address,
    family,
    version,
  }));
  if (flags.json) {
    printJson({
      name: sandbox.name,
      directory: sandbox.directory,
      topologyUser: user,
      topologyPassword: password,
      servers,
    });
    return;
  }
  console.log(`Sandbox ${sandbox.name} in ${sandbox.directory}`);
  console.log(
    table(
      ['SERVER', 'ADDRESS', 'VERSION'],
      servers.map((server) => [
        `${server.cluster}.${server.name}`,
        server.address,
        `${server.family} ${server.version}`,
      ]),
    ),
  );
  console.log(
    `To look at it: TOPIARY_TOPOLOGY_PASSWORD=${password} topiary serve --user ${user} --seed ${servers[0]?.address ?? ''}`,
  );
}

interface ServerCommand {
  readonly name: string;
  readonly help: string;
  readonly act: (server: SandboxServer) => Promise<void>;
}

function addServerCommand(sandbox: Command, { name, help, act }: ServerCommand): void {
  sandbox
    .command(`${name} <sandbox> <server>`)
    .description(help)
    .action((sandboxName: string, serverName: string) =>
      withSandboxes(async (module) => {
        const opened = await module.openSandbox(sandboxName);
        const server = opened.server(serverName);
        await act(server);
        await opened.disconnect();
        console.log(`${server.cluster}.${server.name} (${server.address}): ${server.state}`);
      }),
    );
}

async function list({ listSandboxes }: SandboxModule, asJson: boolean): Promise<void> {
  const sandboxes = await listSandboxes();
  if (asJson) {
    printJson(sandboxes);
    return;
  }
  if (sandboxes.length === 0) console.log('There is no sandbox.');
  for (const { name, directory, owner, servers } of sandboxes) {
    console.log(`${name} (${owner}) in ${directory}`);
    console.log(
      table(
        ['  SERVER', 'ADDRESS', 'VERSION', 'STATE'],
        servers.map((one) => [`  ${one.cluster}.${one.name}`, one.address, `${one.family} ${one.version}`, one.state]),
      ),
    );
  }
}

/** Loads the sandbox and says its errors as sentences. */
async function withSandboxes(work: (module: SandboxModule) => Promise<void>): Promise<void> {
  const module = await import('@topiary/sandbox');
  try {
    await work(module);
  } catch (error) {
    if (error instanceof module.SandboxError) throw new CommandFailure([error.message]);
    throw error;
  }
}
