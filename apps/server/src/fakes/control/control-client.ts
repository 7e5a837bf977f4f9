/** The side of the commands: finds every fleet of fakes that this user runs. */
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { codeOf } from '../../runtime/error-code.ts';
import { ANSWER_WITHIN_MS, MAX_LINE_BYTES, reply } from './protocol.ts';
import type { ControlReply, ControlRequest, Fake, FakeAct } from './protocol.ts';
import { sockets } from './socket-directory.ts';

export type FakeActOutcome =
  | { readonly kind: 'done'; readonly fake: Fake }
  | { readonly kind: 'refused'; readonly sentence: string };

/** Of all fleets. Empty: none runs. */
export async function listFakes(): Promise<readonly Fake[]> {
  const replies = await askAll({ kind: 'list' });
  return replies.flatMap((one) => (one.kind === 'list' ? one.fakes : []));
}

/** `server`: an address, a host or a name. */
export async function actOnFake(act: FakeAct, server: string): Promise<FakeActOutcome> {
  const replies = await askAll({ kind: 'act', act, server });
  for (const one of replies) if (one.kind === 'done' || one.kind === 'refused') return one;
  const sentence =
    replies.length === 0
      ? 'No fakes run: start some with "topiary demo --fakes 25".'
      : `No fake is called ${server}: "topiary fakes list" shows their names and addresses.`;
  return { kind: 'refused', sentence };
}

async function askAll(asked: ControlRequest): Promise<readonly ControlReply[]> {
  const replies = await Promise.all((await sockets()).map((path) => ask(path, asked)));
  return replies.flatMap((one) => one ?? []);
}

/** `null`: nobody is there any more. */
async function ask(path: string, asked: ControlRequest): Promise<ControlReply | null> {
  try {
    return reply.parse(JSON.parse(await exchange(path, `${JSON.stringify(asked)}\n`)));
  } catch (error) {
    if (codeOf(error) === 'ECONNREFUSED') await rm(path, { force: true });
    if (codeOf(error) === 'ECONNREFUSED' || codeOf(error) === 'ENOENT') return null;
    return { kind: 'refused', sentence: 'The process of the fakes did not answer: it is busy, or it is ending.' };
  }
}

function exchange(path: string, line: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(path, () => socket.write(line));
  const parts: Buffer[] = [];
  let bytes = 0;
  socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error('no answer in time')));
  socket.on('data', (part: Buffer) => {
    parts.push(part);
    bytes += part.length;
    if (bytes > MAX_LINE_BYTES) socket.destroy(new Error('an answer that is too long'));
  });
  socket.on('error', reject);
  socket.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
  // After an error this changes nothing.
  socket.on('close', () => reject(new Error('the connection ended')));
  return promise;
}
