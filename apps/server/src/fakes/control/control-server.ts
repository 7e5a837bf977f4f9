/** The side of the process that runs the fakes. */
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { request } from './protocol.ts';
import type { ControlReply, ControlRequest } from './protocol.ts';
import { makeSocketDirectory } from './socket-directory.ts';

export interface ControlServer {
  close(): Promise<void>;
}

export async function listenForControl(
  answer: (asked: ControlRequest) => Promise<ControlReply>,
): Promise<ControlServer> {
  const path = join(await makeSocketDirectory(), `${process.pid}.sock`);
  // An earlier process with this number may have been killed.
  await rm(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    createInterface({ input: socket }).on('line', (line) => void answerLine(socket, line, answer));
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await rm(path, { force: true });
    },
  };
}

async function answerLine(
  socket: Socket,
  line: string,
  answer: (asked: ControlRequest) => Promise<ControlReply>,
): Promise<void> {
  socket.end(`${JSON.stringify(await replyTo(line, answer))}\n`);
}

async function replyTo(line: string, answer: (asked: ControlRequest) => Promise<ControlReply>): Promise<ControlReply> {
  const asked = request.safeParse(parse(line));
  if (!asked.success) return { kind: 'refused', sentence: 'This is no request that the fakes understand.' };
  return answer(asked.data);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
