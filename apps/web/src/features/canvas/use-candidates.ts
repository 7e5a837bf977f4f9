import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { CandidatesView, InstanceId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { candidatesQuery } from '../../shared/api/queries.ts';
import { subjectOf, useMove } from '../../shared/moves/move-store.ts';
import { moveOne } from '../../shared/moves/move-subject.ts';

export interface Candidates {
  readonly verdicts: CandidatesView['verdicts'];
  /** Why there are none; `null` while all is well. */
  readonly failure: unknown;
}

const NOBODY = moveOne('' as InstanceId);
const NONE: CandidatesView['verdicts'] = [];

/** The server's verdict on every target, asked once when something is taken hold of. */
export function useCandidates(revision: number): Candidates {
  const api = useApi();
  const subject = useMove(subjectOf);
  const [asked, setAsked] = useState(revision);
  // While something is held, a newer revision does not ask again; the plan is checked anew anyway.
  if (subject === null && asked !== revision) setAsked(revision);
  const enabled = subject !== null;
  const { data, error } = useQuery({ ...candidatesQuery(api, subject ?? NOBODY, asked), enabled });
  return { verdicts: (enabled ? data?.verdicts : undefined) ?? NONE, failure: enabled ? error : null };
}
