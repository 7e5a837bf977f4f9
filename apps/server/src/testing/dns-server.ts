/** A DNS server on loopback that knows the SRV records that it was given, and says "no such name" of the rest. */
import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import type { SrvAnswer } from 'dns-packet';

export interface DnsServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Names that were asked for, in order. */
  readonly asked: readonly string[];
  records: Readonly<Record<string, readonly { readonly target: string; readonly port: number }[]>>;
  /** `silent`: answers nobody. `broken`: says that it failed. */
  behaviour: 'answers' | 'silent' | 'broken';
  close(): Promise<void>;
}

const RCODE = { answers: 0, broken: 2, unknown: 3 } as const;

export async function startDnsServer(records: DnsServer['records']): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  const server: DnsServer = {
    address: '',
    asked,
    records,
    behaviour: 'answers',
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
  socket.on('message', (bytes, from) => {
    const query = decode(bytes);
    const name = query.questions?.[0]?.name ?? '';
    asked.push(name);
    if (server.behaviour === 'silent') return;
    const known = server.records[name];
    const rcode = server.behaviour === 'broken' ? RCODE.broken : known === undefined ? RCODE.unknown : RCODE.answers;
    const answers: SrvAnswer[] = (known ?? []).map((data) => ({ type: 'SRV', name, ttl: 0, data }));
    // The low four bits of the flags are the response code.
    const reply = encode({
      type: 'response',
      id: query.id ?? 0,
      flags: 0x180 | rcode,
      questions: query.questions ?? [],
      answers,
    });
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return Object.assign(server, { address: `127.0.0.1:${socket.address().port}` });
}
