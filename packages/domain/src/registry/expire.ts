/** What the audit says of a registration whose time is over. Pools and tags come and go in numbers, and say nothing. */
import { message } from '../planning/message.ts';
import type { Message } from '../planning/message.ts';
import type { Registration } from './registration.ts';

export interface Expiry {
  readonly action: 'end-downtime' | 'end-maintenance' | 'withdraw-candidate';
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
    case 'tag':
    case 'pool':
    case 'cluster-alias':
      return null;
  }
}
