/** The part of the contract on servers that live and do not answer everything: a full disk, a lock that is not given back. */
import { describe, expect, test } from 'vitest';
import { ACTS_LOCK } from '../../src/execute/fence.ts';
import { MAX_HANGING } from '../../src/limits.ts';
import { RecordingProxy } from './proxy.ts';
import { wordsOf } from './raw-sql.ts';
import { eventually, failureOf, observationOf, type Subject, DEADLINE_MS } from './subject.ts';

/** Another statement of the same length, which does not answer for a while. */
function hangingInsteadOf(statement: string, seconds: number): (packet: string) => string {
  return (packet) => packet.replace(statement, `SELECT SLEEP(${seconds})`.padEnd(statement.length));
}

export function hangingContract({ fleet, servers }: Subject): void {
  describe('a server that lives and hangs in a statement', () => {
    test('is observed without what the statement would have told, and asked for it again when it has ended', async () => {
      const { binlogPosition } = wordsOf(fleet());
      const { deadlineMs, seconds } = fleet().hanging;
      const proxy = await RecordingProxy.to(fleet().server('m').address);
      try {
        const port = servers({ tls: { mode: 'disabled' } });
        expect((await observationOf(port, proxy.address)).binlog).not.toBeNull();
        proxy.rewrite = hangingInsteadOf(binlogPosition, seconds);
        const hung = await port.observe(proxy.address, { deadlineMs });
        expect(hung).toMatchObject({
          kind: 'observed',
          observation: { binlog: null, waitingFor: binlogPosition, unreadable: [] },
        });
        const next = await port.observe(proxy.address, { deadlineMs: DEADLINE_MS });
        expect(next).toMatchObject({ kind: 'observed', observation: { binlog: null, waitingFor: binlogPosition } });
        expect(next.tookMs, 'the next probe does not wait for it').toBeLessThan(seconds * 1_000 - 2 * deadlineMs);
        proxy.rewrite = (packet) => packet;
        await eventually(async () => {
          const seen = await observationOf(port, proxy.address);
          expect(seen.binlog).not.toBeNull();
          expect(seen).not.toHaveProperty('waitingFor');
        });
      } finally {
        await proxy.close();
      }
    });

    test('that is no act is left alone by those who act', async () => {
      const { deadlineMs, seconds } = fleet().hanging;
      const proxy = await RecordingProxy.to(fleet().server('m').address);
      const sent = (text: string) => proxy.queries.filter((packet) => packet.includes(text)).length;
      try {
        const port = servers({ tls: { mode: 'disabled' } });
        const marker = 'DROP VIEW IF EXISTS `_pseudo_gtid_`.`_a_marker_of_a_test_`';
        // The connection is there then.
        await port.listBinaryLogs(proxy.address, { deadlineMs: DEADLINE_MS });
        proxy.rewrite = hangingInsteadOf(marker, seconds);
        expect(await port.writeMarker(proxy.address, marker, { deadlineMs })).toMatchObject({
          kind: 'failed',
          failure: { kind: 'timeout', waitingFor: marker },
        });
        proxy.rewrite = (packet) => packet;
        // A commit that waits for a replica is not ended by a KILL: whoever waited for its end could never act.
        expect(sent(ACTS_LOCK)).toBe(0);
        const looked = await port.observeChannels(proxy.address, { deadlineMs: DEADLINE_MS });
        expect([looked.kind, sent(ACTS_LOCK) > 0, sent('KILL ')]).toEqual(['observed', true, 0]);
      } finally {
        await proxy.close();
      }
    });

    test('that a probe needs is a failure that names it, and is not asked on ever more connections', async () => {
      const { replicaStatus } = wordsOf(fleet());
      const { deadlineMs, seconds } = fleet().hanging;
      const proxy = await RecordingProxy.to(fleet().server('a').address);
      try {
        const port = servers({ tls: { mode: 'disabled' } });
        await observationOf(port, proxy.address);
        proxy.rewrite = hangingInsteadOf(replicaStatus, seconds);
        for (let count = 0; count < MAX_HANGING + 2; count += 1) {
          expect(await failureOf(port, proxy.address, deadlineMs)).toMatchObject({
            kind: 'timeout',
            waitingFor: replicaStatus,
          });
        }
        expect(proxy.connections).toBe(MAX_HANGING);
        proxy.rewrite = (packet) => packet;
        await eventually(async () => {
          expect((await observationOf(port, proxy.address)).channels).toHaveLength(1);
        });
      } finally {
        await proxy.close();
      }
    });
  });
}
