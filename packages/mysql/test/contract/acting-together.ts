/**
 * Acts at the same time on one server: each connection holds or respects the lock of those who act there, and one process does
 * not take another of its own for the past. Of real servers, whose connections arrive in any order.
 */
import { describe, expect, test } from 'vitest';
import { NEVER_APPLIED, waitStep } from './executing.ts';
import { contextFor, pause, type Subject, DEADLINE_MS } from './subject.ts';

/** As many replicas as wait for one target when they are moved together. */
const TOGETHER = 20;
const ROUNDS = 2;
/** Twenty connections are made in less. */
const WAIT_MS = 600;

export function actingTogetherContract({ fleet, servers }: Subject): void {
  describe('a wait for what never comes', () => {
    test('does not end others of the same process that wait on the same server', async () => {
      const a = fleet().server('a');
      for (let round = 0; round < ROUNDS; round += 1) {
        const port = servers();
        const context = await contextFor(port, a);
        const step = waitStep(a, NEVER_APPLIED[fleet().family], WAIT_MS);
        const together = Array.from({ length: TOGETHER }, () => port.execute(step, context));
        expect(new Set((await Promise.all(together)).map(({ kind }) => kind))).toEqual(new Set(['timed-out']));
      }
    });

    test('is not ended by another process that reads the logs of the same server', async () => {
      const a = fleet().server('a');
      const [acting, other] = [servers(), servers()];
      const waiting = acting.execute(waitStep(a, NEVER_APPLIED[fleet().family], WAIT_MS), await contextFor(acting, a));
      await pause(200);
      expect(await other.listBinaryLogs(a.address, { deadlineMs: DEADLINE_MS })).toMatchObject({ kind: 'logs' });
      expect(await waiting).toEqual({ kind: 'timed-out' });
    });
  });
}
