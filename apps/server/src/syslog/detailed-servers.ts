/** What is asked of servers and done to them, for a log with details. Statements are told as people see them: without secrets. */
import { instanceIdOf } from '@topiary/domain';
import type { Logger, Servers } from '@topiary/engine';
import { instead } from '../metrics/instead.ts';

/** The same servers where nobody wants details. */
export function detailedServers(servers: Servers, logger: Logger): Servers {
  const { debug } = logger;
  if (debug === undefined) return servers;
  return instead(servers, {
    observe: async (address, options) => {
      const result = await servers.observe(address, options);
      const failure = result.kind === 'failed' ? { failure: result.failure } : {};
      debug('probe.ended', { server: instanceIdOf(address), tookMs: result.tookMs, ...failure });
      return result;
    },
    execute: async (step, context) => {
      const server = instanceIdOf(context.address);
      debug('statements.sent', { server, step: step.kind, statements: servers.render(step, context) });
      const result = await servers.execute(step, context);
      debug('statements.ended', { server, step: step.kind, result: result.kind });
      return result;
    },
  });
}
