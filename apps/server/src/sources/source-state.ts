/** What is known of one source, and what each read makes of it. Pure: times are handed in. */
import type { InstanceId, Instant, Message } from '@topiary/domain';
import type { RememberedSource } from '@topiary/engine';
import type { Adopted, NotAdopted } from './adopt-named.ts';
import type { NamedServers } from './named-servers.ts';

/** Of those that it does not name any more; the oldest are let go of. */
const MAX_GONE = 10_000;
/** The first pause after a failure; doubled by each further one, up to the interval. */
const FIRST_RETRY_MS = 5_000;

export interface SourceState {
  readonly lastReadAt: Instant | null;
  readonly lastSuccessAt: Instant | null;
  readonly failures: number;
  readonly failure: Message | null;
  readonly named: ReadonlySet<InstanceId>;
  /** By the last read of an earlier run, until this one has read it. */
  readonly namedBefore: ReadonlySet<InstanceId>;
  readonly unusable: readonly string[];
  readonly counts: { readonly added: number; readonly known: number; readonly waiting: number };
  readonly notAdopted: readonly NotAdopted[];
  readonly addedInAll: number;
  /** Since when each is not named any more. */
  readonly gone: ReadonlyMap<InstanceId, Instant>;
}

export const NOT_READ: SourceState = {
  lastReadAt: null,
  lastSuccessAt: null,
  failures: 0,
  failure: null,
  named: new Set(),
  namedBefore: new Set(),
  unusable: [],
  counts: { added: 0, known: 0, waiting: 0 },
  notAdopted: [],
  addedInAll: 0,
  gone: new Map(),
};

/** As an earlier run left it: nothing is read yet. */
export function rememberedState({ named, gone }: Pick<RememberedSource, 'named' | 'gone'>): SourceState {
  return {
    ...NOT_READ,
    namedBefore: new Set(named),
    gone: new Map(gone.map(({ instance, since }) => [instance, since])),
  };
}

/** What the next run should know; nothing before the first success. */
export function memoryOf(name: string, { named, gone }: SourceState): RememberedSource {
  return { name, named: [...named], gone: [...gone].map(([instance, since]) => ({ instance, since })) };
}

/** Whether that would differ. */
export function isWorthKeeping(before: SourceState, after: SourceState): boolean {
  const known = namedLast(before);
  return (
    before.lastSuccessAt === null ||
    known.size !== after.named.size ||
    [...after.named].some((id) => !known.has(id)) ||
    before.gone.size !== after.gone.size
  );
}

/** Keeps what was known. */
export function afterFailure(state: SourceState, failure: Message, at: Instant): SourceState {
  return { ...state, lastReadAt: at, failures: state.failures + 1, failure };
}

export function afterSuccess(
  state: SourceState,
  { servers, adopted, at }: { readonly servers: NamedServers; readonly adopted: Adopted; readonly at: Instant },
): SourceState {
  const named = new Set(servers.addresses.keys());
  return {
    lastReadAt: at,
    lastSuccessAt: at,
    failures: 0,
    failure: null,
    named,
    namedBefore: new Set(),
    unusable: servers.unusable,
    counts: { added: adopted.added.length, known: adopted.known, waiting: adopted.waiting },
    notAdopted: adopted.notAdopted,
    addedInAll: state.addedInAll + adopted.added.length,
    gone: goneAfter(state, named, at),
  };
}

function goneAfter(state: SourceState, named: ReadonlySet<InstanceId>, at: Instant): SourceState['gone'] {
  const stillGone = [...state.gone].filter(([id]) => !named.has(id));
  const newlyGone = [...namedLast(state)].filter((id) => !named.has(id)).map((id) => [id, at] as const);
  return new Map([...stillGone, ...newlyGone].slice(-MAX_GONE));
}

function namedLast({ lastSuccessAt, named, namedBefore }: SourceState): ReadonlySet<InstanceId> {
  return lastSuccessAt === null ? namedBefore : named;
}

/** Until the next read. A failure that passes soon is over soon; one that lasts costs no more than the interval. */
export function pauseAfter({ failures }: SourceState, intervalMs: number): number {
  if (failures === 0) return intervalMs;
  return Math.min(intervalMs, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
}
