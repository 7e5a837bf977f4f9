/** A network that keeps what was sent on the connections of a moment, and delivers it long after their client is gone. */
import { connect, type Socket } from 'node:net';
import type { Address } from '@topiary/domain';
import { listenWith } from './proxy.ts';

export class HoldingNetwork {
  readonly address: Address;
  readonly #close: () => Promise<void>;
  readonly #open: Set<Socket>;
  readonly #held: (() => void)[];
  readonly #holding: Set<Socket>;

  private constructor(listening: Awaited<ReturnType<typeof listenWith>>, state: State) {
    this.address = listening.address;
    this.#close = listening.close;
    this.#open = state.open;
    this.#held = state.held;
    this.#holding = state.holding;
  }

  static async to(target: Address): Promise<HoldingNetwork> {
    const state: State = { open: new Set(), held: [], holding: new Set() };
    return new HoldingNetwork(await listenWith((client) => relay(client, target, state)), state);
  }

  /** From now on nothing arrives that is sent on the connections that are there. */
  hold(): void {
    for (const socket of this.#open) this.#holding.add(socket);
  }

  /** What was held arrives now; answers how many packets that are. */
  deliver(): number {
    for (const send of this.#held) send();
    return this.#held.length;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await this.#close();
  }
}

interface State {
  readonly open: Set<Socket>;
  readonly held: (() => void)[];
  readonly holding: Set<Socket>;
}

function relay(client: Socket, target: Address, { open, held, holding }: State): void {
  const server = connect(target.port, target.host);
  for (const socket of [client, server]) {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  }
  client.on('data', (data) => {
    if (holding.has(client)) held.push(() => server.write(data));
    else server.write(data);
  });
  server.on('data', (data) => client.write(data));
  server.on('close', () => client.destroy());
  // The end of a client waits behind what it has sent.
  client.on('close', () => (holding.has(client) ? undefined : server.end()));
}
