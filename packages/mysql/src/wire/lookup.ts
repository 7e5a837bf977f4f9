/** Name look-ups, a bounded number at once (see `MAX_LOOKUPS`). Goes through the system, so /etc/hosts counts. */
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Slots } from './slots.ts';

export function boundedLookup(slots: Slots): LookupFunction {
  return (hostname, options, callback) => {
    void slots.take().then((release) => {
      systemLookup(hostname, options, (error, address, family) => {
        release();
        callback(error, address, family);
      });
    });
  };
}
