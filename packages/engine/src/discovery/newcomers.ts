/**
 * Takes in who is named: by a person, by the configuration, by the answers of others. A guess, and a replica where a
 * filter on users might leave it out, is asked before it is known; where a name service is asked, so is where it leads.
 */
import type { Address, InstanceId, Observation } from '@topiary/domain';
import { addressOf, instanceIdOf } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Servers } from '../ports/servers.ts';
import type { Admission, NamedAs } from './admission.ts';
import type { HostNames } from './host-names.ts';
import { neighboursOf, provesGuess } from './neighbours.ts';
import type { Guessed, Neighbour } from './neighbours.ts';
import type { Prober } from './prober.ts';
import type { SameServers } from './same-servers.ts';
import type { ServerBook } from './server-book.ts';
import type { TopologyKeeper } from './topology-keeper.ts';

/** A guessed address that did not answer as hoped is asked again after so long, while its trace is still seen. */
const GUESS_RETRY_MS = 60_000;
const MAX_GUESSES = 10_000;

export interface NewcomersOptions {
  readonly servers: Pick<Servers, 'forget'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly book: ServerBook;
  readonly keeper: TopologyKeeper;
  readonly prober: Prober;
  readonly admission: Admission;
  readonly hostNames: HostNames;
  readonly sameServers: Pick<SameServers, 'suppose' | 'proveAbout'>;
  readonly onAdmitted: (id: InstanceId) => void;
}

export interface Named {
  readonly address: Address;
  readonly as: NamedAs;
  /** `null`: a person or the configuration. */
  readonly namedBy: InstanceId | null;
}

export class Newcomers {
  private readonly options: NewcomersOptions;
  private readonly guessedAtMs = new Map<InstanceId, number>();

  constructor(options: NewcomersOptions) {
    this.options = options;
  }

  /** Whoever the answer of a server names. */
  follow(id: InstanceId, observation: Observation): void {
    const { book, keeper, admission } = this.options;
    for (const neighbour of neighboursOf(addressOf(id), observation)) {
      const { id: named, address, certain, as } = neighbour;
      if (book.has(named) || keeper.knownAliases.has(named)) continue;
      const mustAsk = !certain || (as === 'replica' && admission.asksForUsers);
      if (!mustAsk) this.admit({ address, as, namedBy: id });
      else if (admission.allows(named, as, id)) void this.tryGuess(neighbour, { by: id, observation });
    }
  }

  admit({ address, as, namedBy }: Named): void {
    const { book, admission, prober, hostNames, logger, onAdmitted } = this.options;
    const id = instanceIdOf(address);
    if (book.has(id) || !admission.allows(id, as, namedBy)) return;
    book.add(address);
    onAdmitted(id);
    logger.info('server-found', { instance: id });
    prober.watch(id);
    if (hostNames.isAsking) void this.supposeResolved(address);
  }

  /** By a person's word, or because it came back by itself. */
  take(id: InstanceId): void {
    this.admit({ address: addressOf(id), as: 'asked', namedBy: null });
  }

  /** The driver holds a connection to every address that it was asked about. */
  letGo(id: InstanceId): void {
    const { book, keeper, servers } = this.options;
    // Aliases are in the book too, but nobody asks there.
    const isWatched = book.has(id) && !keeper.knownAliases.has(id);
    if (!isWatched) servers.forget(id);
  }

  /** Where the name service leads from there may be named by others: whether it is the same server is asked, not believed. */
  private async supposeResolved(address: Address): Promise<void> {
    const { hostNames, book, sameServers } = this.options;
    const { name, outcome } = await hostNames.lookUp(address.host);
    const [id, resolved] = [instanceIdOf(address), instanceIdOf({ host: name, port: address.port })];
    if (outcome !== 'resolved' || book.has(resolved)) return;
    sameServers.suppose(resolved, id);
    await sameServers.proveAbout(id);
  }

  private async tryGuess(guess: Neighbour, guessed: Guessed): Promise<void> {
    const { clock, prober, admission } = this.options;
    const { id, address, certain, as } = guess;
    const now = clock.monotonicMs();
    const last = this.guessedAtMs.get(id);
    if (last !== undefined && now - last < GUESS_RETRY_MS) return;
    if (this.guessedAtMs.size >= MAX_GUESSES) this.guessedAtMs.clear();
    this.guessedAtMs.set(id, now);
    const result = await prober.look(id);
    const observation = result?.kind === 'observed' ? result.observation : null;
    const isRefused = observation !== null && admission.refusesUsers(id, observation);
    const proves = certain || (observation !== null && provesGuess(observation, as, guessed));
    if (result !== null && proves && !isRefused) this.admit({ address, as, namedBy: guessed.by });
    else this.letGo(id);
  }
}
