/** After a drop or a choice: the plan is being made, or it cannot be made, and why. Nothing has been changed either way. */
import type { ReactElement } from 'react';
import { Loader } from '@mantine/core';
import { useWords } from '../../shared/i18n/use-words.ts';
import { sayDrop } from '../../shared/moves/drop-words.ts';
import { rankOf } from '../../shared/moves/drops.ts';
import { IDLE, useMove, useMoveStore } from '../../shared/moves/move-store.ts';
import { Strip, StripLine } from '../../shared/ui/strip.tsx';

export function MoveNotice(): ReactElement | null {
  const words = useWords();
  const store = useMoveStore();
  const state = useMove((move) => (move.kind === 'proposing' || move.kind === 'refused' ? move : null));
  if (state === null) return null;
  if (state.kind === 'proposing') {
    return (
      <Strip kind="passing" title="">
        <StripLine>
          <Loader size={14} /> {words.t('move.proposing', { target: state.target })}
        </StripLine>
      </Strip>
    );
  }
  const { reasons, error } = state.refusal;
  return (
    <Strip
      kind="refused"
      title={
        state.drop === null || rankOf(state.drop) === 0
          ? words.t('move.refused', { target: state.target })
          : words.t('move.notDone', { what: sayDrop(state.drop, words) })
      }
      onDismiss={() => store.setState(IDLE, true)}
    >
      {reasons.length === 0 && error !== null && <StripLine>{words.error(error)}</StripLine>}
      {reasons.map((reason) => (
        <StripLine key={reason.code + JSON.stringify(reason.params)}>{words.message(reason)}</StripLine>
      ))}
      <StripLine>{words.t('move.nothingChanged')}</StripLine>
    </Strip>
  );
}
