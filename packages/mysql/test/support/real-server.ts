/** A server of a sandbox as the contract suite knows servers. */
import type { Sandbox } from '@topiary/sandbox';
import type { ContractServer } from '../contract/world.ts';

export function contractServer(sandbox: Sandbox, name: string): ContractServer {
  const server = sandbox.server(name);
  return {
    address: { host: server.host, port: server.port },
    sql: (statement) => server.query(statement),
    administer: async (statements) => {
      const [row] = await server.query('SELECT @@global.read_only AS value');
      const wasReadOnly = Number(row?.['value']) === 1;
      await server.query(
        [
          server.sql.readOnly(false),
          'SET SESSION sql_log_bin = 0',
          ...statements,
          'SET SESSION sql_log_bin = 1',
          server.sql.readOnly(wasReadOnly),
        ].join('; '),
      );
    },
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    kill: () => server.kill(),
    start: () => server.start(),
  };
}
