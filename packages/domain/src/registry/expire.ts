/** What the audit says of a registration whose time is over. Pools, tags and what was forgotten come and go in numbers, and say nothing. */
import { message } from '../planning/message.ts';
import type { Message } from '../planning/message.ts';
import type { Registration } from './registration.ts';

export interface Expiry {
  readonly action:
    | 'end-downtime'
    | 'end-maintenance'
    | 'withdraw-candidate'
    | 'withdraw-own-writes'
    | 'deregister-hostname-unresolve';
  readonly summary: Message;
}

export function expiryOf(registration: Registration): Expiry | null {
  switch (registration.kind) {
    case 'downtime': {
      const { instance, owner, reason } = registration;
      return { action: 'end-downtime', summary: message('audit-downtime-over', { instance, owner, reason }) };
    }
    case 'maintenance': {
      const { instance, owner, reason } = registration;
      return { action: 'end-maintenance', summary: message('audit-maintenance-over', { instance, owner, reason }) };
    }
    case 'promotion-rule': {
      const { instance, rule } = registration;
      return { action: 'withdraw-candidate', summary: message('audit-candidate-over', { instance, rule }) };
    }
    case 'own-writes': {
      const { instance, owner, reason } = registration;
      return { action: 'withdraw-own-writes', summary: message('audit-own-writes-over', { instance, owner, reason }) };
    }
    case 'virtual-name': {
      const { instance, host } = registration;
      return {
        action: 'deregister-hostname-unresolve',
        summary: message('audit-virtual-name-over', { instance, name: host }),
      };
    }
    case 'tag':
    case 'pool':
    case 'cluster-alias':
    case 'detection-profile':
    case 'forgotten':
    case 'same-server':
    case 'different-servers':
      return null;
  }
}
