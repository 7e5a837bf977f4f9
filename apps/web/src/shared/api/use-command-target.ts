import { useQuery } from '@tanstack/react-query';
import type { CommandTarget } from '@topiary/contract';
import { useApi } from './client-context.tsx';
import { statusQuery } from './queries.ts';

/** Who asks without signing in has this name. */
const NOBODY = 'anonymous';

/** Where commands that are copied out of this page go: the address that it came from, with its path prefix. */
export function useCommandTarget(): CommandTarget {
  const { data: status } = useQuery(statusQuery(useApi()));
  return { origin: document.baseURI.replace(/\/+$/, ''), signsIn: status !== undefined && status.user !== NOBODY };
}
