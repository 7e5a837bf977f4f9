/**
 * What a probe costs at the pace of a real fleet: 60 MariaDB servers, each asked once a second, evenly spread, by the
 * driver alone. Slower than back to back (`probe-cost.ts`): between two probes the process sleeps, its caches cool, and
 * each packet wakes a sleeping server. What of it is the machine's share shows beside it: one byte sent and one received
 * at the same pace, and the driver library's `SELECT 1`.
 *
 *     node packages/mysql/bench/paced-probe-cost.ts [clusters of ten servers] [seconds]
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { startSandbox } from '@topiary/sandbox';
import { createServers } from '../src/index.ts';
import { constants, costOf, INTERVAL_MS, textOf } from './support/paced.ts';
import type { Subject } from './support/paced.ts';

const CLUSTERS = Number(process.argv[2] ?? 6);
const SECONDS = Number(process.argv[3] ?? 30);
const TREE = 'm > (a > (b, c, d), e > (f, g), h, i); flavor mariadb';

const sandbox = await startSandbox({
  clusters: Array.from({ length: CLUSTERS }, (_, index) => ({ name: `c${index}`, tree: TREE })),
  onProgress: (message) => console.error(message),
});
try {
  console.log(`${sandbox.servers.length} servers, each once in ${INTERVAL_MS} ms`);
  console.log(`one round trip of one byte:  ${textOf(await costOf(await echoes(), SECONDS))}`);
  console.log(
    `SELECT 1 by the library:     ${textOf(await costOf(await constants(sandbox.servers, sandbox.credentials.topology), SECONDS))}`,
  );
  console.log(`a probe:                     ${textOf(await costOf(probes(), SECONDS))}`);
} finally {
  await sandbox.stop();
}

function probes(): Subject {
  const servers = createServers({
    credentials: () => sandbox.credentials.topology,
    tls: { mode: 'disabled' },
    monotonicMs: () => performance.now(),
  });
  return {
    ask: sandbox.servers.map(({ host, port }) => async () => {
      const result = await servers.observe({ host, port }, { deadlineMs: INTERVAL_MS });
      if (result.kind === 'failed') throw new Error(result.failure.detail);
    }),
    close: () => servers.close(),
  };
}

/** Each in a process of its own kind: a shell's `cat` behind a socket would need a listener, so one child serves all. */
async function echoes(): Promise<Subject> {
  const { spawn } = await import('node:child_process');
  const child = spawn(
    process.execPath,
    [
      '-e',
      "const s=require('node:net').createServer(c=>{c.setNoDelay();c.on('error',()=>{});c.pipe(c)}).listen(0,'127.0.0.1',()=>console.log(s.address().port))",
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const sockets = await Promise.all(
    sandbox.servers.map(async () => {
      const socket = connect({ host: '127.0.0.1', port: Number(String(line)), noDelay: true });
      await once(socket, 'connect');
      return socket;
    }),
  );
  return {
    ask: sockets.map((socket) => async () => {
      socket.write('x');
      await once(socket, 'data');
    }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      child.kill();
      await once(child, 'exit');
    },
  };
}
