import type { AcknowledgedWhich } from '../ports/recoveries.ts';

/** Which recoveries were acknowledged, for the audit. */
export function textOfWhich(which: AcknowledgedWhich): string {
  switch (which.kind) {
    case 'all':
      return 'all';
    case 'id':
      return `id ${which.id}`;
    case 'uid':
      return `uid ${which.uid}`;
    case 'instance':
      return `instance ${which.instance}`;
    case 'cluster':
      return `cluster ${which.cluster}`;
  }
}
