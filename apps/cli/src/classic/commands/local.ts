/** Commands about the process itself, its configuration and its store; they ask no Topiary. */
import { Fatal, lines, NOTHING } from '../command.ts';
import type { LocalCommand } from '../command.ts';
import { configFilesOf, openConfigured } from '../link.ts';

export const localCommands: readonly LocalCommand[] = [
  {
    name: 'continuous',
    section: 'Meta',
    description: 'Discover and recover until a signal ends it, without answering by HTTP',
    needs: [],
    twin: 'serve',
    isLocal: true,
    run: async (flags) => {
      const { serveWithoutHttp, StartFailure } = await import('@topiary/server');
      try {
        await serveWithoutHttp({ configFiles: configFilesOf(flags), exit: (code) => process.exit(code) });
      } catch (error) {
        if (error instanceof StartFailure) throw new Fatal(error.problems.join(' '));
        throw error;
      }
      return NOTHING;
    },
  },
  {
    name: 'access-token',
    section: 'Meta',
    description: 'Print a token that lets a browser change things, for AuthenticationMethod "token"',
    help: 'It is claimed once, soon, at web/access-token?publicToken=… on the Topiary that runs here.',
    needs: [],
    twin: 'access-token',
    isLocal: true,
    run: async (flags) => {
      const { issueAccessToken, StartFailure } = await import('@topiary/server');
      try {
        return lines(
          issueAccessToken({ configFiles: configFilesOf(flags), environment: process.env, now: Date.now() }),
        );
      } catch (error) {
        if (error instanceof StartFailure) throw new Fatal(error.problems.join(' '));
        throw error;
      }
    },
  },
  {
    name: 'dump-config',
    section: 'Meta',
    description: 'Print the configuration that this machine has, every key with its value, passwords included',
    needs: [],
    isLocal: true,
    run: async (flags) => {
      const { configurationInForce, StartFailure } = await import('@topiary/server');
      try {
        const value = configurationInForce(configFilesOf(flags), process.env);
        return { lines: [JSON.stringify(value)], value };
      } catch (error) {
        if (error instanceof StartFailure) throw new Fatal(error.problems.join(' '));
        throw error;
      }
    },
  },
  {
    name: 'redeploy-internal-db',
    section: 'Meta, internal',
    description: 'Make the store where it is missing, and bring it to the newest form',
    needs: [],
    changes: true,
    isLocal: true,
    run: async (flags) => {
      const here = await openConfigured({ section: 'Meta, internal' }, flags, process.env);
      await here.stop();
      return lines('Redeployed internal db');
    },
  },
];
