/** A DNS server on loopback that knows the records that it was given, and says "no such name" of other names. */
import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import type { Answer } from 'dns-packet';

export interface DnsServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Names that were asked for, in order. */
  readonly asked: readonly string[];
  /** `silent`: answers nobody. `broken`: says that it failed. */
  behaviour: 'answers' | 'silent' | 'broken';
  close(): Promise<void>;
}

const RCODE = { answers: 0, broken: 2, unknown: 3 } as const;

export async function startDnsServer(zone: readonly Answer[]): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  const server: DnsServer = {
    address: '',
    asked,
    behaviour: 'answers',
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on('message', (bytes, from) => {
    const query = decode(bytes);
    const [question] = query.questions ?? [];
    if (question === undefined) return;
    asked.push(question.name);
    if (server.behaviour === 'silent') return;
    const ofName = zone.filter(({ name }) => name === question.name);
    const rcode = server.behaviour === 'broken' ? RCODE.broken : ofName.length === 0 ? RCODE.unknown : RCODE.answers;
    // The low four bits of the flags are the response code.
    const reply = encode({
      type: 'response',
      id: query.id ?? 0,
      flags: 0x180 | rcode,
      questions: [question],
      answers: ofName.filter(({ type }) => type === question.type),
    });
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return Object.assign(server, { address: `127.0.0.1:${socket.address().port}` });
}
