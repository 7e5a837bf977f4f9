/** Name look-ups, a bounded number at once (see `MAX_LOOKUPS`). Goes through the system, so /etc/hosts counts. */
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Slots } from './slots.ts';

export function boundedLookup(slots: Slots): LookupFunction {
  return (hostname, options, callback) => {
    void resolveName({ slots, hostname, options, callback });
  };
}

interface Lookup {
  readonly slots: Slots;
  readonly hostname: string;
  readonly options: Parameters<LookupFunction>[1];
  readonly callback: Parameters<LookupFunction>[2];
}

async function resolveName({ slots, hostname, options, callback }: Lookup): Promise<void> {
  const release = await slots.take();
  systemLookup(hostname, options, (error, address, family) => {
    release();
    callback(error, address, family);
  });
}
