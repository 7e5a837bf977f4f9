import type { InstanceId, TimedNotesView } from '@topiary/contract';

export type TimedNote = TimedNotesView['notes'][number];

export function keyOf({ kind, instance }: Pick<TimedNote, 'kind' | 'instance'>): string {
  return `${kind} ${instance}`;
}

/** Text in the name of the server, the cluster, who asked for it, or why; upper and lower case are the same. */
export function notesWith(notes: readonly TimedNote[], text: string): readonly TimedNote[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return notes;
  return notes.filter(({ instance, clusterName, clusterAlias, owner, reason }) =>
    [instance, clusterName, clusterAlias ?? '', owner, reason].some((part) => part.toLowerCase().includes(wanted)),
  );
}

/** One address a line, or several with spaces or commas between them; each once. */
export function addressesIn(text: string): readonly InstanceId[] {
  return [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))] as unknown as readonly InstanceId[];
}
