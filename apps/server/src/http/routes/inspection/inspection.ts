import { findInstance, logNeeds, refusalMessage } from '@topiary/domain';
import { presentErrantLogs } from '../../../presenters/errant-logs.ts';
import type { Services } from '../../../services/services.ts';
import type { Handlers } from '../../handler.ts';
import { failure, ok } from '../../outcome.ts';

type Names = 'processes' | 'compareSettings' | 'binaryLogs' | 'errantLogs' | 'lastMarker';

export function inspectionHandlers(services: Services): Pick<Handlers, Names> {
  return { ...logHandlers(services), ...settingsHandlers(services) };
}

function settingsHandlers({ engine }: Services): Pick<Handlers, 'processes' | 'compareSettings'> {
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
    compareSettings: async ({ params, query }) => {
      const snapshot = engine.snapshot();
      const [instance, other] = [findInstance(snapshot, params.instance), findInstance(snapshot, query.with)];
      if (instance === null) return failure('instance-unknown', { instance: params.instance });
      if (other === null) return failure('instance-unknown', { instance: query.with });
      const read = await engine.inspection.compareSettings(instance.id, other.id);
      switch (read.kind) {
        case 'unknown-instance':
          return failure('instance-unknown', { instance: read.instance });
        case 'failed':
          return failure('server-not-read', { instance: read.instance, detail: read.failure.detail });
        case 'compared':
          return ok({ instance: instance.id, other: other.id, ...read.comparison });
      }
    },
  };
}

function logHandlers({ engine }: Services): Pick<Handlers, 'binaryLogs' | 'errantLogs' | 'lastMarker'> {
  return {
    binaryLogs: async ({ params }) => {
      const instance = findInstance(engine.snapshot(), params.instance);
      if (instance === null) return failure('instance-unknown', { instance: params.instance });
      const read = await engine.inspection.binaryLogs(instance.id);
      switch (read.kind) {
        case 'unknown-instance':
          return failure('instance-unknown', { instance: read.instance });
        case 'not-the-actor':
          return failure('not-the-actor', { holder: read.holder });
        case 'failed':
          return failure('server-not-read', { instance: instance.id, detail: read.failure.detail });
        case 'logs': {
          const readers = logNeeds(engine.snapshot(), instance.id, read.logs).map(({ replica, channel, need }) => ({
            replica,
            channel,
            need: need.kind,
            file: need.kind === 'needs' ? need.file : null,
          }));
          const total = read.logs.reduce((sum, { size }) => sum + size, 0);
          return ok({
            instance: instance.id,
            logs: read.logs.map(({ name, size }) => ({ name, size })),
            total,
            readers,
          });
        }
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
