/** The line above the canvas while something is held: what it is, and what a drop here would do, or why it cannot. */
import type { ReactElement } from 'react';
import { Loader } from '@mantine/core';
import type { InstanceId } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { useMove } from '../../../shared/moves/move-store.ts';
import { decide, shownDrops } from '../../../shared/moves/drops.ts';
import type { Drop, DropKind, PickedMove } from '../../../shared/moves/drops.ts';
import { sayDrop } from '../../../shared/moves/drop-words.ts';
import { isLettingGo } from '../../../shared/moves/move-subject.ts';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { Strip, StripLine } from '../../../shared/ui/strip.tsx';
import { useCanvas } from '../canvas-context.tsx';
import { useCandidates } from '../use-candidates.ts';

export interface DragStripProps {
  readonly revision: number;
}

export function DragStrip({ revision }: DragStripProps): ReactElement | null {
  const { t } = useWords();
  const { failure } = useCandidates(revision);
  const state = useMove((move) => (move.kind === 'dragging' ? move : null));
  if (state === null) return null;
  const { subject, over } = state;
  const title =
    subject.kind === 'relocate'
      ? t('move.moving', { instance: subject.replica })
      : subject.kind === 'move-many'
        ? t('move.movingPicked', { count: subject.replicas.length })
        : t('move.movingReplicas', { instance: subject.source });
  return (
    <Strip kind="passing" title={title}>
      {failure === null ? (
        <Over over={over !== null && isLettingGo(subject, over) ? null : over} />
      ) : (
        <Failure failure={failure} />
      )}
    </Strip>
  );
}

/** Said of the target alone where they are refused. */
const PLAIN: ReadonlySet<DropKind> = new Set<DropKind>(['replicate', 'replicas-below', 'picked-below']);
const NOWHERE = '' as InstanceId;

function Over({ over }: { readonly over: InstanceId | null }): ReactElement {
  const words = useWords();
  const drops = useKeyed(useCanvas().feeds.drops, over ?? NOWHERE);
  if (over === null) return <StripLine>{words.t('move.hint')}</StripLine>;
  if (drops === undefined) {
    return (
      <StripLine>
        <Loader size={14} /> {words.t('move.checking', { target: over })}
      </StripLine>
    );
  }
  return <Landing drops={drops} />;
}

/** What a drop would do, in sentences. */
function Landing({ drops }: { readonly drops: readonly Drop[] }): ReactElement {
  const words = useWords();
  const { kind } = decide(drops);
  return (
    <>
      {shownDrops(drops).map((drop) => (
        <StripLine key={drop.kind} verdict={drop.allowed ? 'allowed' : 'refused'}>
          <Icon name={drop.allowed ? 'check' : 'forbidden'} size={16} />
          {drop.allowed
            ? words.t(kind === 'propose' ? 'move.dropTo' : 'move.dropMay', { what: sayDrop(drop, words) })
            : PLAIN.has(drop.kind)
              ? words.t('move.cannot', { target: drop.target })
              : words.t('move.cannotDo', { what: sayDrop(drop, words) })}
          {drop.reasons.map((reason) => (
            <span key={reason.code}>{words.message(reason)}</span>
          ))}
        </StripLine>
      ))}
      {drops[0]?.allowed === true && <Stays stays={drops[0].picked?.stays ?? []} />}
      {kind === 'choose' && <StripLine>{words.t('move.dropToChoose')}</StripLine>}
    </>
  );
}

/** More would cover the canvas; the plan names them all. */
const MAX_STAYS_SHOWN = 4;

/** Of several servers those that cannot go there, each with its reason. */
function Stays({ stays }: { readonly stays: PickedMove['stays'] }): ReactElement {
  const words = useWords();
  const more = stays.length - MAX_STAYS_SHOWN;
  return (
    <>
      {stays.slice(0, MAX_STAYS_SHOWN).map(({ replica, reasons }) => (
        <StripLine key={replica} verdict="refused">
          <Icon name="forbidden" size={16} />{' '}
          {words.t('move.stays', { instance: replica, why: words.messages(reasons) })}
        </StripLine>
      ))}
      {more > 0 && <StripLine>{words.t('move.moreStay', { count: more })}</StripLine>}
    </>
  );
}

function Failure({ failure }: { readonly failure: unknown }): ReactElement {
  const words = useWords();
  return (
    <StripLine verdict="refused">
      <Icon name="warning" size={16} /> {words.error(failure)}
    </StripLine>
  );
}
