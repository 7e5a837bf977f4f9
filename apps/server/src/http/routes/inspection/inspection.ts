import { findInstance, refusalMessage } from '@topiary/domain';
import { presentErrantLogs } from '../../../presenters/errant-logs.ts';
import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

export function inspectionHandlers({ engine }: Services): Pick<Handlers, 'processes' | 'errantLogs' | 'lastMarker'> {
  return {
    // Statements hold other people's data: as on the server itself, not everybody sees them.
    processes: async ({ params, identity }) => {
      const instance = findInstance(engine.snapshot(), params.instance);
      if (instance === null) return failure('instance-unknown', { instance: params.instance });
      if (!identity.mayChange) return failure('forbidden', { user: identity.user });
      const read = await engine.inspection.processes(instance.id);
      switch (read.kind) {
        case 'unknown-instance':
          return failure('instance-unknown', { instance: read.instance });
        case 'failed':
          return failure('server-not-read', { instance: instance.id, detail: read.failure.detail });
        case 'processes':
          return ok({ instance: instance.id, ...read.list });
      }
    },
    errantLogs: async ({ params }) => {
      const instance = findInstance(engine.snapshot(), params.instance);
      if (instance === null) return failure('instance-unknown', { instance: params.instance });
      const located = await engine.inspection.locateErrant(instance.id);
      if (located.kind === 'unknown-instance') return failure('instance-unknown', { instance: located.instance });
      if (located.kind === 'not-the-actor') return failure('not-the-actor', { holder: located.holder });
      return ok(presentErrantLogs(instance.id, located));
    },
    lastMarker: async ({ params }) => {
      const instance = findInstance(engine.snapshot(), params.instance);
      if (instance === null) return failure('instance-unknown', { instance: params.instance });
      const read = await engine.inspection.lastMarker(instance.id);
      switch (read.kind) {
        case 'unknown-instance':
          return failure('instance-unknown', { instance: read.instance });
        case 'not-the-actor':
          return failure('not-the-actor', { holder: read.holder });
        case 'refused': {
          const names = { replica: instance.id, target: instance.id };
          return ok({ instance: instance.id, marker: null, problem: refusalMessage(read.refusal, names) });
        }
        case 'marker':
          return ok({ instance: instance.id, marker: { text: read.text, ...read.at }, problem: null });
      }
    },
  };
}
