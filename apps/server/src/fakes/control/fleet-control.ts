/** What a request does to the fleet. */
import type { Fleet } from '@topiary/fleet';
import type { Fakes } from '@topiary/mysql-fake';
import type { BuiltCluster, BuiltServer } from '../build-fleet.ts';
import type { ControlReply, ControlRequest, Fake, FakeAct } from './protocol.ts';

interface Place {
  readonly cluster: string;
  readonly server: BuiltServer;
}

/** Which state an act wants, and why it makes no sense in the others. */
const WANTS: Readonly<Record<FakeAct, Partial<Record<Fake['state'], string>>>> = {
  kill: { down: 'is down already' },
  freeze: { down: 'is down: start it first', frozen: 'is frozen already' },
  thaw: { up: 'is not frozen', down: 'is down: start it instead' },
  start: { up: 'is up already', frozen: 'is frozen: thaw it instead' },
};

export class FleetControl {
  readonly #fleet: Fleet;
  readonly #fakes: Fakes;
  readonly #places: readonly Place[];
  /** By address, by host and by name. */
  readonly #byWord = new Map<string, Place>();

  constructor({
    fleet,
    fakes,
    clusters,
  }: {
    readonly fleet: Fleet;
    readonly fakes: Fakes;
    readonly clusters: readonly BuiltCluster[];
  }) {
    this.#fleet = fleet;
    this.#fakes = fakes;
    this.#places = clusters.flatMap(({ name, servers }) => servers.map((server) => ({ cluster: name, server })));
    for (const place of this.#places) {
      const { id, name } = place.server;
      for (const word of [id, fleet.server(id).address.host, name]) this.#byWord.set(word, place);
    }
  }

  async answer(asked: ControlRequest): Promise<ControlReply> {
    if (asked.kind === 'list') return { kind: 'list', fakes: this.#places.map((place) => this.#shown(place)) };
    const place = this.#byWord.get(asked.server.toLowerCase());
    if (place === undefined) return { kind: 'unknown' };
    this.#fakes.sync();
    const before = this.#shown(place);
    const reason = WANTS[asked.act][before.state];
    if (reason !== undefined) return { kind: 'refused', sentence: `${before.name} (${before.address}) ${reason}.` };
    this.#act(asked.act, place.server);
    this.#fakes.sync();
    await this.#fakes.settled();
    return { kind: 'done', fake: this.#shown(place) };
  }

  #act(act: FakeAct, { id }: BuiltServer): void {
    switch (act) {
      case 'kill':
        return this.#fleet.crash(id, { losesUnsynced: false });
      case 'freeze':
        return this.#fleet.freeze(id);
      case 'thaw':
        return this.#fleet.thaw(id);
      case 'start':
        return this.#fleet.restart(id);
    }
  }

  #shown({ cluster, server }: Place): Fake {
    const { product, power } = this.#fleet.server(server.id);
    return { cluster, name: server.name, address: server.id, version: product.version.text, state: power };
  }
}
