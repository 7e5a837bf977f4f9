import { MAX_SHOWN_GONE, MAX_SOURCE_PROBLEMS } from '@topiary/contract';
import type { SourcesView, SourceView } from '@topiary/contract';
import { findInstance, instanceIdOf } from '@topiary/domain';
import type { Address, TopologySnapshot } from '@topiary/domain';
import type { DeepReadonly } from '../presenters/readonly.ts';
import type { KnownSource } from './source-keeper.ts';
import { placeOf } from './source-settings.ts';

const MS_PER_SECOND = 1000;

type View = DeepReadonly<SourceView>;

export function presentSources(
  sources: readonly KnownSource[],
  seeds: readonly Address[],
  snapshot: TopologySnapshot,
): DeepReadonly<SourcesView> {
  const ids = seeds.map(instanceIdOf);
  return {
    sources: sources.map((source) => presentSource(source, snapshot)),
    seeds: ids.map((instance) => ({ instance, isKnown: findInstance(snapshot, instance) !== null })),
  };
}

export function presentSource(
  { settings, state, isReading, nextReadAt }: KnownSource,
  snapshot: TopologySnapshot,
): View {
  const { notAdopted } = state;
  // Whoever was forgotten meanwhile is no news any more.
  const gone = [...state.gone].filter(([id]) => findInstance(snapshot, id) !== null);
  const countOf = (why: View['problems'][number]['why']): number => notAdopted.filter((one) => one.why === why).length;
  return {
    name: settings.name,
    kind: settings.reading.kind,
    from: placeOf(settings.reading),
    intervalSeconds: settings.intervalMs / MS_PER_SECOND,
    isReading,
    lastReadAt: state.lastReadAt,
    lastSuccessAt: state.lastSuccessAt,
    nextReadAt,
    failures: state.failures,
    failure: state.failure,
    counts: {
      given: state.named.size,
      ...state.counts,
      ignored: countOf('ignored'),
      forgotten: countOf('forgotten'),
      unreachable: countOf('unreachable'),
      unusable: state.unusable.length,
    },
    addedInAll: state.addedInAll,
    problems: problemsOf(state),
    noLongerNamed: gone.slice(-MAX_SHOWN_GONE).map(([instance, since]) => ({ instance, since })),
    noLongerNamedCount: gone.length,
  };
}

function problemsOf({ notAdopted, unusable }: KnownSource['state']): View['problems'] {
  const left = notAdopted.map(({ id, why, failure }) => {
    const shown = failure === null ? null : { kind: failure.kind, code: failure.code, detail: failure.detail };
    return { text: id, why, failure: shown };
  });
  const unreadable = unusable.map((text) => ({ text, why: 'unusable' as const, failure: null }));
  return [...unreadable, ...left].slice(0, MAX_SOURCE_PROBLEMS);
}
