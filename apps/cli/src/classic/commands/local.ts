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
    description: 'Not supported; refused with the reason',
    help: 'It would print a token for AuthenticationMethod "token".',
    needs: [],
    notSupported: true,
    isLocal: true,
    run: () =>
      Promise.reject(
        new Fatal('access-token is not supported: Topiary asks for a user and a password, and hands out no tokens'),
      ),
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
