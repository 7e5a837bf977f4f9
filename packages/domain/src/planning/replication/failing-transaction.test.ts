import { describe, expect, test } from 'vitest';
import { instanceIdOf } from '../../topology/address.ts';
import { asStepId } from '../plan.ts';
import { foundFailing, STOPPED_FOR_ANOTHER } from './failing-transaction.ts';
import type { FindFailingTransactionStep } from './replication-steps.ts';

const UUID = '00000000-0000-0000-0000-00000000000a';
const ER_DUP_ENTRY = 1062;
const instance = instanceIdOf({ host: 'a', port: 3306 });
const wanted = (gtid: string | null, errorNumber: number): FindFailingTransactionStep => ({
  id: asStepId('s1'),
  lane: instance,
  instance,
  deadlineMs: 1_000,
  kind: 'find-failing-transaction',
  channel: '',
  gtid,
  errorNumber,
});
/** The first fails; the second keeps the order of commits, and has stopped for it. */
const WORKERS = [
  { gtid: `${UUID}:11`, errorNumber: ER_DUP_ENTRY },
  { gtid: `${UUID}:12`, errorNumber: STOPPED_FOR_ANOTHER },
];

describe('of several workers that stand', () => {
  test('the one that failed of itself is found, whichever the server names as the last', () => {
    for (const errorNumber of [ER_DUP_ENTRY, STOPPED_FOR_ANOTHER])
      expect(foundFailing(wanted(null, errorNumber), WORKERS)).toEqual({ kind: 'found', gtid: `${UUID}:11` });
    expect(foundFailing(wanted(`${UUID}:11`, ER_DUP_ENTRY), WORKERS)).toEqual({ kind: 'found', gtid: `${UUID}:11` });
  });

  test('the one that only waited is never skipped, even where a plan names it', () => {
    expect(foundFailing(wanted(`${UUID}:12`, STOPPED_FOR_ANOTHER), WORKERS)).toMatchObject({ kind: 'unlike-plan' });
    expect(foundFailing(wanted(null, STOPPED_FOR_ANOTHER), WORKERS.slice(1))).toMatchObject({ kind: 'unlike-plan' });
  });

  test('two that failed of themselves are not chosen between', () => {
    const both = [...WORKERS, { gtid: `${UUID}:13`, errorNumber: ER_DUP_ENTRY }];
    expect(foundFailing(wanted(null, ER_DUP_ENTRY), both)).toMatchObject({ kind: 'unlike-plan' });
  });
});
