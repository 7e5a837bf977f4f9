/** Who could take the place of a master, as a person who chooses sees it. */
import type { SuccessorsView } from '@topiary/contract';
import { mayBeChosen } from '@topiary/domain';
import type { InstanceId, RankedSuccessor } from '@topiary/domain';
import type { DeepReadonly } from './readonly.ts';

export function presentSuccessors(
  master: InstanceId,
  ranked: readonly RankedSuccessor[],
): DeepReadonly<SuccessorsView> {
  return {
    master,
    ranked: ranked.map((one, place) => ({
      instance: one.instance.id,
      choice: choiceOf(one, place),
      reasons: [...one.vetoes.firm, ...one.vetoes.soft, ...(one.behind === null ? [] : [one.behind])],
      lacks: Number(one.lacks),
    })),
  };
}

function choiceOf(one: RankedSuccessor, place: number): SuccessorsView['ranked'][number]['choice'] {
  if (one.vetoes.firm.length > 0) return 'no';
  if (!mayBeChosen(one)) return 'by-name';
  return place === 0 ? 'best' : 'possible';
}
