/**
 * What becomes of the servers that a source names: those that are known stay as they are, those that answer are added,
 * the others are asked again with a later read. A source is often older than the fleet: an address that does not answer
 * is no server until it does, so that a wrong record fills no page with dead ones.
 */
import { addressOf } from '@topiary/domain';
import type { Address, InstanceId, ProbeFailure } from '@topiary/domain';
import { TOPIARY } from '@topiary/engine';
import type { Engine, LookResult } from '@topiary/engine';
import { eachAtOnce } from '../import/at-once.ts';

/** Addresses that are not known are asked for in turns: so many with one read. */
const MAX_LOOKS_PER_READ = 500;
/** Of these, at the same time. */
const LOOKS_AT_ONCE = 20;

export interface NotAdopted {
  readonly id: InstanceId;
  readonly why: 'ignored' | 'forgotten' | 'unreachable';
  readonly failure: ProbeFailure | null;
}

export interface Adopted {
  readonly added: readonly InstanceId[];
  readonly known: number;
  readonly notAdopted: readonly NotAdopted[];
  /** Not asked this time. */
  readonly waiting: number;
}

export interface AdoptNamedParts {
  readonly engine: Pick<Engine, 'look' | 'adopt' | 'snapshot'>;
  readonly name: string;
  readonly mayGoOn: () => boolean;
  /** When those that did not answer were asked last, by a count that goes up; kept between reads. */
  readonly askedAt: Map<InstanceId, number>;
}

export async function adoptNamed(
  { engine, name, mayGoOn, askedAt }: AdoptNamedParts,
  named: ReadonlyMap<InstanceId, Address>,
): Promise<Adopted> {
  const { instances, aliases } = engine.snapshot();
  const unknown = [...named.keys()].filter((id) => !instances.has(aliases.get(id) ?? id));
  const turn = unknown
    .toSorted((left, right) => (askedAt.get(left) ?? -1) - (askedAt.get(right) ?? -1))
    .slice(0, MAX_LOOKS_PER_READ);
  const round = 1 + Math.max(-1, ...askedAt.values());
  for (const id of askedAt.keys()) if (!named.has(id)) askedAt.delete(id);
  for (const id of turn) askedAt.set(id, round);
  const looks = await eachAtOnce(turn, { atOnce: LOOKS_AT_ONCE, mayBegin: mayGoOn }, (id) =>
    engine.look(addressOf(id)),
  );
  const seen = looks.filter((look) => look !== null);
  const addable = seen.filter(({ standing, answer }) => standing === 'new' && answer.kind === 'observed');
  const because = { kind: 'source', name } as const;
  const added = mayGoOn()
    ? engine.adopt(
        addable.map(({ asked }) => addressOf(asked)),
        { actor: TOPIARY, because },
      )
    : [];
  for (const id of added) askedAt.delete(id);
  const notAdopted = seen.flatMap(notAdoptedOf);
  return {
    added,
    known: named.size - unknown.length + seen.filter(({ standing }) => standing === 'known').length,
    notAdopted,
    waiting: unknown.length - seen.length,
  };
}

function notAdoptedOf({ asked, standing, answer }: LookResult): readonly NotAdopted[] {
  if (standing === 'ignored' || standing === 'forgotten') return [{ id: asked, why: standing, failure: null }];
  if (standing === 'known' || answer.kind === 'observed') return [];
  return [{ id: asked, why: 'unreachable', failure: answer.kind === 'failed' ? answer.failure : null }];
}
