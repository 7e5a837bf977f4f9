/** A fleet behind sockets, living in real time. */
import { SqlFace, type Fleet, type ServerState } from '@topiary/fleet';
import type { ListenAddress } from './answerer.ts';
import { FleetAnswerer, type FleetSession } from './binding/fleet-answerer.ts';
import { FleetClock } from './binding/fleet-clock.ts';
import { serverFiles } from './binding/server-files.ts';
import { makeCertificates, type Certificates } from './certificates.ts';
import { MAX_OWN_LISTENERS } from './limits.ts';
import { FakeServers } from './net/fake-servers.ts';
import type { ListeningKind } from './net/listening.ts';

type InstanceId = ServerState['id'];

export interface StartFakesOptions {
  /** Servers that are added later are listened for within `MAX_TICK_MS`; see `Fakes.sync`. */
  readonly fleet: Fleet;
  /** `own` up to a thousand servers, `shared` above, when not given. */
  readonly listening?: ListeningKind;
  /** Made when not given, which takes up to a second. */
  readonly certificates?: Certificates;
  /** `performance.now` when not given. */
  readonly monotonicMs?: () => number;
}

export interface Fakes {
  /**
   * Makes the sockets follow the fleet at once (who is there, up, down, frozen), instead of within `MAX_TICK_MS`, and time
   * too. To be called after acting on the fleet directly.
   */
  sync(): void;
  /** Resolves when every server that is up can be connected to. */
  settled(): Promise<void>;
  /** PEM of the authority that signed the certificate of every fake. */
  readonly authorityPem: string;
  readonly connectionCount: number;
  close(): Promise<void>;
}

/** @throws Error for servers whose address is not of 127.0.0.0/8, or is taken. */
export async function startFakes(options: StartFakesOptions): Promise<Fakes> {
  const { fleet, monotonicMs = () => performance.now() } = options;
  const certificates = options.certificates ?? (await makeCertificates(new Date()));
  const listening = options.listening ?? (fleet.ids.length > MAX_OWN_LISTENERS ? 'shared' : 'own');
  const fakes = new RunningFakes({ fleet, certificates, listening, monotonicMs });
  try {
    fakes.sync();
    await fakes.settled();
  } catch (error) {
    await fakes.close();
    throw error;
  }
  return fakes;
}

interface Parts {
  readonly fleet: Fleet;
  readonly certificates: Certificates;
  readonly listening: ListeningKind;
  readonly monotonicMs: () => number;
}

class RunningFakes implements Fakes {
  readonly authorityPem: string;
  readonly #fleet: Fleet;
  readonly #servers: FakeServers<FleetSession>;
  readonly #clock: FleetClock;
  /** The servers that are listened for. */
  readonly #addresses = new Map<InstanceId, ListenAddress>();

  constructor({ fleet, certificates, listening, monotonicMs }: Parts) {
    this.authorityPem = certificates.authorityPem;
    this.#fleet = fleet;
    const answerer = new FleetAnswerer({
      fleet,
      sql: new SqlFace(fleet, serverFiles(fleet, certificates)),
      beforeFleet: () => this.#clock.catchUp(),
      afterFleet: () => this.#clock.arm(),
      onPowerInDoubt: (address) => this.#follow(address),
      connectionsTo: (address) => this.#servers.connectionsTo(address),
    });
    this.#servers = new FakeServers({ answerer, certificates, listening });
    this.#clock = new FleetClock({ fleet, monotonicMs, onTick: () => this.#syncServers() });
  }

  get connectionCount(): number {
    return this.#servers.connectionCount;
  }

  sync(): void {
    this.#clock.catchUp();
    this.#syncServers();
    this.#clock.arm();
  }

  settled(): Promise<void> {
    return this.#servers.settled();
  }

  async close(): Promise<void> {
    this.#clock.stop();
    await this.#servers.close();
  }

  #syncServers(): void {
    for (const id of this.#fleet.takePowerChanges()) {
      const known = this.#addresses.get(id);
      if (this.#fleet.has(id)) this.#servers.setPower(known ?? this.#listenFor(id), this.#fleet.state(id));
      else if (known !== undefined) this.#forget(id, known);
    }
  }

  #listenFor(id: InstanceId): ListenAddress {
    const { address } = this.#fleet.server(id);
    this.#addresses.set(id, address);
    this.#servers.add(address);
    return address;
  }

  #forget(id: InstanceId, address: ListenAddress): void {
    this.#addresses.delete(id);
    this.#servers.unlisten(address);
  }

  /** Looks at one server now. */
  #follow(address: ListenAddress): void {
    const id = this.#fleet.at(address);
    if (id !== null) return this.#servers.setPower(address, this.#fleet.state(id));
    for (const [known, { host, port }] of this.#addresses)
      if (host === address.host && port === address.port) this.#forget(known, address);
  }
}
