/** What is read from a server because somebody asks, and kept nowhere. */
import {
  addressOf,
  BEGINNING_EVENTS,
  compareSettings,
  describeErrant,
  errantPart,
  errantText,
  locateErrant,
  NO_PSEUDO_GTID,
  refused,
} from '@topiary/domain';
import type {
  ErrantChunkWanted,
  ErrantDescribed,
  ErrantFile,
  ErrantPlaces,
  GtidDifference,
  Instance,
  InstanceId,
  ProbeFailure,
  ProcessList,
  SettingsComparison,
} from '@topiary/domain';
import type { Engine, EngineStatus } from '../api.ts';
import type { Clock } from '../ports/clock.ts';
import type { BinaryLogFile, LogReadResult } from '../ports/logs.ts';
import type { SettingsResult } from '../ports/processes.ts';
import type { Servers } from '../ports/servers.ts';
import { lastMarker } from './last-marker.ts';
import type { LastMarker } from './last-marker.ts';
import type { EngineSettings } from '../settings.ts';
import { detailOf } from '../shared/detail-of.ts';
import { holderText } from '../shared/holder-text.ts';

const PROCESSES_DEADLINE_MS = 5_000;
const SETTINGS_DEADLINE_MS = 5_000;
/** For the whole search. */
const LOCATE_DEADLINE_MS = 20_000;
const READ_DEADLINE_MS = 5_000;

export interface InspectionParts {
  readonly servers: Pick<Servers, 'listProcesses' | 'listBinaryLogs' | 'readLog' | 'readSettings'>;
  readonly clock: Clock;
  readonly engine: Pick<Engine, 'snapshot' | 'status'>;
  readonly settings: Pick<EngineSettings, 'pseudoGtid' | 'setAsideSchemas'>;
}

export type ProcessesRead =
  | { readonly kind: 'processes'; readonly list: ProcessList }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId };

export type SettingsCompared =
  | { readonly kind: 'compared'; readonly comparison: SettingsComparison }
  /** `instance`: which of the two. */
  | { readonly kind: 'failed'; readonly instance: InstanceId; readonly failure: ProbeFailure }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId };

export type BinaryLogsRead =
  | { readonly kind: 'logs'; readonly logs: readonly BinaryLogFile[] }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure }
  | { readonly kind: 'not-the-actor'; readonly holder: string }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId };

export type ErrantLocated =
  /** `errant` is what was asked for; `notLogged`, the part of it that this server does not log. */
  | ({ readonly kind: 'places'; readonly errant: string; readonly notLogged: string } & Located)
  | { readonly kind: 'none-errant' }
  /** `no-log`: its binary log is off. */
  | { readonly kind: 'no-log' }
  | { readonly kind: 'not-the-actor'; readonly holder: string }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId };

interface Located {
  readonly places: ErrantPlaces;
  /** What those do that were located. */
  readonly described: ErrantDescribed;
}

const NOT_DESCRIBED: ErrantDescribed = { transactions: [], notDescribed: '' };

export type LastMarkerRead =
  | LastMarker
  | { readonly kind: 'not-the-actor'; readonly holder: string }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId };

export interface ServerInspection {
  /** What runs on a server now. Any process may ask. */
  processes(id: InstanceId): Promise<ProcessesRead>;
  /** All settings of two servers side by side; secrets do not leave here. Any process may ask. */
  compareSettings(here: InstanceId, there: InstanceId): Promise<SettingsCompared>;
  /** The binary logs that a server has, the oldest first; none where its log is off. Asked by who acts. */
  binaryLogs(id: InstanceId): Promise<BinaryLogsRead>;
  /** In which binary logs of a server its errant transactions stand. Logs are read on connections for acts, by who acts. */
  locateErrant(id: InstanceId): Promise<ErrantLocated>;
  /** The last pseudo-GTID marker in its binary log. */
  lastMarker(id: InstanceId): Promise<LastMarkerRead>;
}

export class Inspection implements ServerInspection {
  readonly #parts: InspectionParts;
  /** Those who ask about one server at once share an answer, so that it has one more connection at most. */
  readonly #listing = new Map<InstanceId, Promise<ProcessesRead>>();
  readonly #locating = new Map<InstanceId, Promise<ErrantLocated>>();
  readonly #setting = new Map<InstanceId, Promise<SettingsResult>>();
  readonly #listingLogs = new Map<InstanceId, Promise<BinaryLogsRead>>();
  readonly #marking = new Map<InstanceId, Promise<LastMarkerRead>>();

  constructor(parts: InspectionParts) {
    this.#parts = parts;
  }

  processes(instance: InstanceId): Promise<ProcessesRead> {
    if (!this.#parts.engine.snapshot().instances.has(instance))
      return Promise.resolve({ kind: 'unknown-instance', instance });
    return shared(this.#listing, instance, async () => {
      try {
        const options = { deadlineMs: PROCESSES_DEADLINE_MS, only: null };
        return await this.#parts.servers.listProcesses(addressOf(instance), options);
      } catch (error) {
        return { kind: 'failed', failure: thrown(error) };
      }
    });
  }

  async compareSettings(here: InstanceId, there: InstanceId): Promise<SettingsCompared> {
    const { instances } = this.#parts.engine.snapshot();
    for (const instance of [here, there]) if (!instances.has(instance)) return { kind: 'unknown-instance', instance };
    const [ours, theirs] = await Promise.all([this.#settingsOf(here), this.#settingsOf(there)]);
    if (ours.kind === 'failed') return { ...ours, instance: here };
    if (theirs.kind === 'failed') return { ...theirs, instance: there };
    return { kind: 'compared', comparison: compareSettings(ours.settings, theirs.settings) };
  }

  #settingsOf(id: InstanceId): Promise<SettingsResult> {
    return shared(this.#setting, id, async () => {
      try {
        return await this.#parts.servers.readSettings(addressOf(id), { deadlineMs: SETTINGS_DEADLINE_MS });
      } catch (error) {
        return { kind: 'failed', failure: thrown(error) };
      }
    });
  }

  async binaryLogs(id: InstanceId): Promise<BinaryLogsRead> {
    const instance = this.#parts.engine.snapshot().instances.get(id);
    if (instance === undefined) return { kind: 'unknown-instance', instance: id };
    if (instance.observation?.settings.logBin === false) return { kind: 'logs', logs: [] };
    const holder = otherActor(this.#parts.engine.status().acting);
    if (holder !== null) return { kind: 'not-the-actor', holder };
    return shared(this.#listingLogs, id, async (): Promise<BinaryLogsRead> => {
      try {
        return await this.#parts.servers.listBinaryLogs(addressOf(id), { deadlineMs: READ_DEADLINE_MS });
      } catch (error) {
        return { kind: 'failed', failure: thrown(error) };
      }
    });
  }

  locateErrant(id: InstanceId): Promise<ErrantLocated> {
    const instance = this.#parts.engine.snapshot().instances.get(id);
    if (instance === undefined) return Promise.resolve({ kind: 'unknown-instance', instance: id });
    const { found } = instance.errant;
    if (found === null || errantText(instance.errant) === '') return Promise.resolve({ kind: 'none-errant' });
    if (instance.observation?.settings.logBin === false) return Promise.resolve({ kind: 'no-log' });
    const holder = otherActor(this.#parts.engine.status().acting);
    if (holder !== null) return Promise.resolve({ kind: 'not-the-actor', holder });
    return shared(this.#locating, id, async () => {
      const errant = errantText(instance.errant);
      const [logged, notLogged] = whatIsLogged(instance, found);
      try {
        return { kind: 'places', errant, notLogged, ...(await this.#locate(id, logged)) };
      } catch (error) {
        const places = { kind: 'failed', failure: thrown(error) } as const;
        return { kind: 'places', errant, notLogged, places, described: NOT_DESCRIBED };
      }
    });
  }

  async lastMarker(instance: InstanceId): Promise<LastMarkerRead> {
    const {
      engine,
      settings: { pseudoGtid: settings = NO_PSEUDO_GTID },
    } = this.#parts;
    if (!engine.snapshot().instances.has(instance)) return { kind: 'unknown-instance', instance };
    const holder = otherActor(engine.status().acting);
    if (holder !== null) return { kind: 'not-the-actor', holder };
    return shared(this.#marking, instance, async (): Promise<LastMarkerRead> => {
      try {
        return await lastMarker(instance, { ...this.#parts, settings });
      } catch (error) {
        return refused({ kind: 'unreadable', side: 'replica', what: 'its binary log', failure: thrown(error) });
      }
    });
  }

  async #locate(id: InstanceId, errant: GtidDifference): Promise<Located> {
    const { servers, clock } = this.#parts;
    const untilMs = clock.monotonicMs() + LOCATE_DEADLINE_MS;
    const listed = await servers.listBinaryLogs(addressOf(id), { deadlineMs: READ_DEADLINE_MS });
    if (listed.kind === 'failed') return { places: listed, described: NOT_DESCRIBED };
    const walk = locateErrant(
      errantPart(errant),
      listed.logs.map(({ name }) => name),
    );
    for (let next = walk.next(); ;) {
      if (next.done === true) {
        const places = next.value;
        const described = places.kind === 'located' ? await this.#describe(id, places.files, untilMs) : NOT_DESCRIBED;
        return { places, described };
      }
      const wanted = { file: next.value, from: null, limit: BEGINNING_EVENTS };
      const answer = await this.#read(id, wanted, untilMs);
      next = walk.next(answer.kind === 'chunk' ? { kind: 'beginning', events: answer.chunk.events } : answer);
    }
  }

  async #describe(id: InstanceId, files: readonly ErrantFile[], untilMs: number): Promise<ErrantDescribed> {
    const walk = describeErrant(files, this.#parts.settings.setAsideSchemas ?? []);
    for (let next = walk.next(); ;) {
      if (next.done === true) return next.value;
      next = walk.next(await this.#read(id, next.value, untilMs));
    }
  }

  #read(id: InstanceId, wanted: ErrantChunkWanted, untilMs: number): Promise<LogReadResult> {
    const { servers, clock } = this.#parts;
    const deadlineMs = Math.max(1, Math.min(READ_DEADLINE_MS, untilMs - clock.monotonicMs()));
    return servers.readLog(addressOf(id), { log: 'binary', channel: '', ...wanted }, { deadlineMs });
  }
}

/** A server that does not log what it applies has in its own log only what was written there. */
function whatIsLogged({ observation }: Instance, found: GtidDifference): readonly [GtidDifference, string] {
  const uuid = observation?.identity.serverUuid ?? null;
  if (found.family !== 'mysql' || uuid === null || observation?.settings.logReplicaUpdates === true) return [found, ''];
  return [{ ...found, set: found.set.restrictTo([uuid]) }, found.set.without([uuid]).toText()];
}

/** `null`: this process acts. */
function otherActor(acting: EngineStatus['acting']): string | null {
  if (acting.kind === 'self') return null;
  return acting.kind === 'other' ? holderText(acting.holder) : acting.reason;
}

function shared<Result>(
  running: Map<InstanceId, Promise<Result>>,
  id: InstanceId,
  ask: () => Promise<Result>,
): Promise<Result> {
  const known = running.get(id);
  if (known !== undefined) return known;
  const asked = ask().finally(() => running.delete(id));
  running.set(id, asked);
  return asked;
}

/** What a driver throws is something that was not read. */
function thrown(error: unknown): ProbeFailure {
  return { kind: 'server-error', code: 'INTERNAL', detail: detailOf(error), grant: null, waitingFor: null };
}
