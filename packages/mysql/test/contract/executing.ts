/** The part of the contract on acts: every one is checked by reading the server itself. */
import {
  instanceIdOf,
  asStepId,
  type PointReplicaAtStep,
  type StopReplicationStep,
  type WaitForPositionStep,
} from '@topiary/domain';
import type { Servers } from '@topiary/engine';
import { describe, expect, test } from 'vitest';
import { HoldingNetwork } from './holding-network.ts';
import { RecordingProxy } from './proxy.ts';
import { positionOf, rawChannel, settingsOfRow, sourceOfRow, threadsOfRow, wordsOf } from './raw-sql.ts';
import { channelOf, contextFor, eventually, pause, stepBase, type Subject, DEADLINE_MS } from './subject.ts';
import type { ContractServer } from './world.ts';

interface Move {
  readonly replica: ContractServer;
  readonly to: ContractServer;
  readonly channel?: string;
}

/** The step as the planner makes it: what was observed is restated, and each family stops what it must. */
async function moveStep(port: Servers, { replica, to, channel = '' }: Move): Promise<PointReplicaAtStep> {
  const seen = await channelOf(port, replica, channel);
  return {
    ...stepBase(replica),
    kind: 'point-replica-at',
    channel,
    from: seen.source,
    to: to.address,
    stops: seen.positioning === 'auto-position' ? 'receiver' : 'both',
    before: { receiver: seen.receiver, applier: seen.applier },
    positioning: seen.positioning,
    settings: seen.settings,
  };
}

async function move(port: Servers, parts: Move): Promise<void> {
  const result = await port.execute(await moveStep(port, parts), await contextFor(port, parts.replica));
  expect(result).toEqual({ kind: 'done', results: {} });
}

export function movingContract({ fleet, servers }: Subject): void {
  const raw = (server: ContractServer, channel = '') => rawChannel(fleet(), server, channel);
  const runs = (server: ContractServer, from: ContractServer, channel = '') =>
    eventually(async () => {
      const row = await raw(server, channel);
      expect({ port: sourceOfRow(row), ...threadsOfRow(row) }).toEqual({
        port: from.address.port,
        receiver: 'Yes',
        applier: 'Yes',
      });
    });

  describe('pointing a replica at another source', () => {
    test('moves it and leaves every other setting of the channel as it was', async () => {
      const [m, a, b] = [fleet().server('m'), fleet().server('a'), fleet().server('b')];
      const words = wordsOf(fleet());
      await b.sql(words.stopBoth);
      await b.sql(words.unusual);
      await b.sql(words.startBoth);
      await runs(b, m);
      const before = settingsOfRow(await raw(b));
      const port = servers();
      await move(port, { replica: b, to: a });
      await runs(b, a);
      expect(settingsOfRow(await raw(b))).toEqual(before);
      expect(Object.keys(before).length).toBeGreaterThan(15);
      await move(port, { replica: b, to: m });
      await runs(b, m);
      expect(settingsOfRow(await raw(b))).toEqual(before);
    });

    test.each(['same', 'next'] as const)(
      'that was given up does not happen when its packet arrives late, after the %s process has looked',
      async (who) => {
        const [m, a, c] = [fleet().server('m'), fleet().server('a'), fleet().server('c')];
        const [port, next] = [servers({ tls: { mode: 'disabled' } }), servers({ tls: { mode: 'disabled' } })];
        const before = sourceOfRow(await raw(c));
        const to = before === a.address.port ? m : a;
        const network = await HoldingNetwork.to(c.address);
        try {
          expect(await port.observeChannels(network.address, { deadlineMs: DEADLINE_MS })).toMatchObject({
            kind: 'observed',
          });
          const step = { ...(await moveStep(port, { replica: c, to })), deadlineMs: 300 };
          network.hold();
          const context = { ...(await contextFor(port, c)), address: network.address };
          expect(await port.execute(step, context)).toMatchObject({ kind: 'lost' });
          const looks = who === 'same' ? port : next;
          expect(await looks.observeChannels(network.address, { deadlineMs: DEADLINE_MS })).toMatchObject({
            kind: 'observed',
          });
          expect(network.deliver(), 'packets that were on their way').toBeGreaterThan(0);
          await pause(500);
          expect(sourceOfRow(await raw(c))).toBe(before);
        } finally {
          await network.close();
        }
      },
    );

    test('shows in the probe and in the replica status alone', async () => {
      const [m, a, c] = [fleet().server('m'), fleet().server('a'), fleet().server('c')];
      const port = servers();
      await move(port, { replica: c, to: m });
      await eventually(async () => {
        const result = await port.observeChannels(c.address, { deadlineMs: DEADLINE_MS });
        expect(result).toMatchObject({
          kind: 'observed',
          channels: [{ source: m.address, receiver: 'running', applier: 'running' }],
        });
      });
      expect((await channelOf(port, c)).source).toEqual(m.address);
      await move(port, { replica: c, to: a });
      await runs(c, a);
    });

    test('leaves the other channels of the replica running', async () => {
      const [m, a, x, z] = [fleet().server('m'), fleet().server('a'), fleet().server('x'), fleet().server('z')];
      const port = servers();
      const before = settingsOfRow(await raw(z, 'x'));
      await move(port, { replica: z, to: a });
      expect({ port: sourceOfRow(await raw(z, 'x')), ...threadsOfRow(await raw(z, 'x')) }).toEqual({
        port: x.address.port,
        receiver: 'Yes',
        applier: 'Yes',
      });
      expect(settingsOfRow(await raw(z, 'x'))).toEqual(before);
      await move(port, { replica: z, to: m });
      await runs(z, m);
    });

    test('moves a named channel', async () => {
      const [m, x, y, z] = [fleet().server('m'), fleet().server('x'), fleet().server('y'), fleet().server('z')];
      const port = servers();
      await move(port, { replica: z, to: y, channel: 'x' });
      await runs(z, y, 'x');
      await runs(z, m);
      await move(port, { replica: z, to: x, channel: 'x' });
      await runs(z, x, 'x');
    });
  });
}

export function stoppedThreadsContract({ fleet, servers }: Subject): void {
  describe('threads that were stopped', () => {
    test.each(['stopReceiver', 'stopApplier', 'stopBoth'] as const)('stay so after a move (%s)', async (stop) => {
      const [m, a, b] = [fleet().server('m'), fleet().server('a'), fleet().server('b')];
      const words = wordsOf(fleet());
      await b.sql(words[stop]);
      const before = threadsOfRow(await rawChannel(fleet(), b));
      expect(Object.values(before)).toContain('No');
      const port = servers();
      await move(port, { replica: b, to: a });
      await eventually(async () => {
        const row = await rawChannel(fleet(), b);
        expect({ port: sourceOfRow(row), ...threadsOfRow(row) }).toEqual({ port: a.address.port, ...before });
      });
      await move(port, { replica: b, to: m });
      await b.sql(words.startBoth);
      await eventually(async () =>
        expect(threadsOfRow(await rawChannel(fleet(), b))).toEqual({ receiver: 'Yes', applier: 'Yes' }),
      );
    });
  });
}

export function stepwiseContract({ fleet, servers }: Subject): void {
  describe('a move in steps', () => {
    test('stops the replica, lets the target catch up with it, and points it there', async () => {
      const [m, a, b] = [fleet().server('m'), fleet().server('a'), fleet().server('b')];
      const port = servers();
      const point = await moveStep(port, { replica: b, to: a });
      await m.sql('CREATE DATABASE IF NOT EXISTS stepwise');
      const stop: StopReplicationStep = { ...stepBase(b), kind: 'stop-replication', channel: '', before: point.before };
      const stopped = await port.execute(stop, await contextFor(port, b));
      expect(stopped).toMatchObject({
        kind: 'done',
        results: { position: expect.stringMatching(/\d/) as string },
        channels: [{ receiver: 'stopped', applier: 'stopped' }],
      });
      expect(threadsOfRow(await rawChannel(fleet(), b))).toEqual({ receiver: 'No', applier: 'No' });
      const results = stopped.kind === 'done' ? { [stop.id]: stopped.results } : {};
      const wait: WaitForPositionStep = {
        ...stepBase(a),
        id: asStepId('s2'),
        kind: 'wait-for-position',
        position: { kind: 'result', step: stop.id, instance: instanceIdOf(b.address) },
      };
      const waitContext = { ...(await contextFor(port, a)), results };
      expect(await port.execute(wait, waitContext)).toEqual({ kind: 'done', results: {} });
      const pointed = await port.execute({ ...point, stops: 'none' }, { ...(await contextFor(port, b)), results });
      expect(pointed.kind).toBe('done');
      await eventually(async () => {
        const row = await rawChannel(fleet(), b);
        expect({ port: sourceOfRow(row), ...threadsOfRow(row) }).toEqual({
          port: a.address.port,
          receiver: 'Yes',
          applier: 'Yes',
        });
      });
      await move(port, { replica: b, to: m });
    });

    test('can be put back by starting what was stopped', async () => {
      const b = fleet().server('b');
      const port = servers();
      const before = { receiver: 'running', applier: 'running' } as const;
      const context = await contextFor(port, b);
      await port.execute({ ...stepBase(b), kind: 'stop-replication', channel: '', before }, context);
      expect(await port.execute({ ...stepBase(b), kind: 'start-replication', channel: '', before }, context)).toEqual({
        kind: 'done',
        results: {},
      });
      await eventually(async () =>
        expect(threadsOfRow(await rawChannel(fleet(), b))).toEqual({ receiver: 'Yes', applier: 'Yes' }),
      );
    });
  });
}

export function waitStep(server: ContractServer, position: string, deadlineMs: number): WaitForPositionStep {
  return { ...stepBase(server, deadlineMs), kind: 'wait-for-position', position: { kind: 'known', position } };
}

/** So many have been made to it. */
async function connectionsOf(server: ContractServer): Promise<number> {
  const [row] = await server.sql("SHOW GLOBAL STATUS LIKE 'Connections'");
  return Number(row?.['Value']);
}

export function waitingContract({ fleet, servers }: Subject): void {
  describe('waiting for a position', () => {
    test('ends when the server has applied it', async () => {
      const [m, c] = [fleet().server('m'), fleet().server('c')];
      await m.sql('CREATE DATABASE IF NOT EXISTS waited');
      const port = servers();
      const position = await positionOf(fleet(), m);
      expect(await port.execute(waitStep(c, position, DEADLINE_MS), await contextFor(port, c))).toEqual({
        kind: 'done',
        results: {},
      });
    });

    test('ends at once on the server that wrote it', async () => {
      const m = fleet().server('m');
      const port = servers();
      const position = await positionOf(fleet(), m);
      expect(await port.execute(waitStep(m, position, DEADLINE_MS), await contextFor(port, m))).toEqual({
        kind: 'done',
        results: {},
      });
    });

    test('for many positions that are asked for together takes one connection', async () => {
      const m = fleet().server('m');
      const port = servers();
      const [position, context] = [await positionOf(fleet(), m), await contextFor(port, m)];
      const before = await connectionsOf(m);
      const waits = Array.from({ length: 10 }, () => port.execute(waitStep(m, position, DEADLINE_MS), context));
      expect(await Promise.all(waits)).toEqual(waits.map(() => ({ kind: 'done', results: {} })));
      // That of the question itself may be another.
      expect((await connectionsOf(m)) - before).toBeLessThanOrEqual(2);
    });

    test('goes over the connection that was opened for acts beforehand, of which there is one', async () => {
      const m = fleet().server('m');
      const port = servers();
      const [position, context] = [await positionOf(fleet(), m), await contextFor(port, m)];
      const before = await connectionsOf(m);
      for (let times = 0; times < 3; times += 1) await port.prepareToAct(m.address, { deadlineMs: DEADLINE_MS });
      expect((await port.execute(waitStep(m, position, DEADLINE_MS), context)).kind).toBe('done');
      // That of the question itself may be another.
      expect((await connectionsOf(m)) - before).toBeLessThanOrEqual(2);
    });

    test('asked for together with one for what never comes ends when the server has applied it', async () => {
      const m = fleet().server('m');
      const port = servers();
      const [position, context] = [await positionOf(fleet(), m), await contextFor(port, m)];
      const together = [NEVER_APPLIED[fleet().family], position, position];
      const waits = together.map((wanted) => port.execute(waitStep(m, wanted, 400), context));
      expect((await Promise.all(waits)).map(({ kind }) => kind)).toEqual(['timed-out', 'done', 'done']);
    });

    test('for what never comes is timed out at its deadline', async () => {
      const a = fleet().server('a');
      const port = servers();
      const context = await contextFor(port, a);
      const startedAt = performance.now();
      expect(await port.execute(waitStep(a, NEVER_APPLIED[fleet().family], 400), context)).toEqual({
        kind: 'timed-out',
      });
      expect(performance.now() - startedAt, 'not before').toBeGreaterThan(350);
    });
  });
}

export function actingFailuresContract({ fleet, servers }: Subject): void {
  describe('an act', () => {
    test('sends exactly what its rendering shows', async () => {
      const [m, b] = [fleet().server('m'), fleet().server('b')];
      const proxy = await RecordingProxy.to(b.address);
      try {
        const port = servers({ tls: { mode: 'disabled' } });
        const step = await moveStep(port, { replica: b, to: m });
        const context = { ...(await contextFor(port, b)), address: proxy.address };
        expect((await port.execute(step, context)).kind).toBe('done');
        expect(proxy.queries.at(-1)).toBe(port.render(step, context).join('; '));
      } finally {
        await proxy.close();
      }
    });

    test('that the server refuses tells number and words, and what was before it stands', async () => {
      const b = fleet().server('b');
      const port = servers();
      const step = await moveStep(port, { replica: b, to: b });
      const refused = await port.execute({ ...step, channel: 'no-such-channel' }, await contextFor(port, b));
      expect(refused).toMatchObject({ kind: 'refused', grant: null });
      expect(refused.kind === 'refused' ? refused.errorNumber : 0).toBeGreaterThan(1_000);
      // The test before this one has just moved the same replica: its receiver may still be on its way.
      await eventually(async () =>
        expect(threadsOfRow(await rawChannel(fleet(), b))).toEqual({ receiver: 'Yes', applier: 'Yes' }),
      );
    });

    test('on a frozen server is lost at its deadline, which says what it waits for', async () => {
      const [x, y] = [fleet().server('x'), fleet().server('y')];
      const port = servers();
      const step = { ...(await moveStep(port, { replica: y, to: x })), deadlineMs: 600 };
      const context = await contextFor(port, y);
      await port.observeChannels(y.address, { deadlineMs: DEADLINE_MS });
      await y.freeze();
      const result = await port.execute(step, context);
      await y.thaw();
      expect(result).toMatchObject({
        kind: 'lost',
        failure: { kind: 'timeout', waitingFor: expect.stringMatching(/^STOP /) as string },
      });
    });

    test('on a server that dies meanwhile is lost', async () => {
      const y = fleet().server('y');
      const port = servers();
      const wait: WaitForPositionStep = {
        ...stepBase(y),
        kind: 'wait-for-position',
        position: { kind: 'known', position: NEVER_APPLIED[fleet().family] },
      };
      const running = port.execute(wait, await contextFor(port, y));
      setTimeout(() => void y.kill(), 200);
      expect(await running).toMatchObject({ kind: 'lost', failure: { kind: 'connection-lost' } });
      await y.start();
    });
  });
}

export const NEVER_APPLIED = { mysql: '00000000-0000-0000-0000-00000000dead:1', mariadb: '0-99999-999999999' } as const;

export function samenessContract({ fleet, servers }: Subject): void {
  describe('two addresses', () => {
    test('of one server are proved to be the same', async () => {
      const m = fleet().server('m');
      const proxy = await RecordingProxy.to(m.address);
      try {
        expect(await servers().proveSame(m.address, proxy.address, { deadlineMs: DEADLINE_MS })).toBe('same');
      } finally {
        await proxy.close();
      }
    });

    test('of two servers are proved to be different', async () => {
      expect(
        await servers().proveSame(fleet().server('m').address, fleet().server('a').address, {
          deadlineMs: DEADLINE_MS,
        }),
      ).toBe('different');
    });

    test('one of which does not answer prove nothing', async () => {
      expect(
        await servers().proveSame(
          fleet().server('m').address,
          { host: '127.0.0.1', port: 1 },
          { deadlineMs: DEADLINE_MS },
        ),
      ).toBe('not-provable');
    });
  });
}
