import { describe, expect, test } from 'vitest';
import type { MessageView } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { decide, dropsOf, shownDrops } from './drops.ts';
import { moveOne, movePicked, moveReplicasOf } from './move-subject.ts';
import type { Verdict } from './move-subject.ts';

const [held, master, other] = [idOf('held'), idOf('master'), idOf('other')];
const ALREADY: MessageView = { code: 'already-there', params: {} };
const BUSY: MessageView = { code: 'master-takes-writes', params: {} };

type Operation = Verdict['operations'][number];

const takeMaster = (replica: typeof held, reasons: readonly MessageView[] = []): Operation => ({
  operation: 'take-master',
  shape: { kind: 'take-master', replica },
  allowed: reasons.length === 0,
  reasons: [...reasons],
});
const REPOINT: Operation = {
  operation: 'repoint',
  shape: { kind: 'repoint', replica: held, channel: null, target: null },
  allowed: true,
  reasons: [],
};

function on(target: typeof held, refusal: MessageView | null, operations: readonly Operation[] = []): Verdict {
  const reasons = refusal === null ? [] : [refusal];
  return { target, allowed: refusal === null, reasons, operations: [...operations], stays: [] };
}

describe('a replica dropped on', () => {
  test('another server is moved below it, and the plan comes at once', () => {
    const drops = dropsOf(moveOne(held), on(other, null));
    expect(decide(drops)).toEqual({
      kind: 'propose',
      drop: {
        kind: 'replicate',
        subject: held,
        target: other,
        intent: { kind: 'relocate', replica: held, channel: null, target: other },
        allowed: true,
        reasons: [],
      },
    });
  });

  test('a sibling is moved below it as ever, and is told so by name', () => {
    const below: Operation = {
      operation: 'move-below',
      shape: { kind: 'move-below', replica: held, sibling: other },
      allowed: true,
      reasons: [],
    };
    const drops = dropsOf(moveOne(held, 'orders'), on(other, null, [below]));
    expect(drops).toHaveLength(1);
    expect(drops[0]).toMatchObject({ kind: 'move-below', intent: { kind: 'relocate', channel: 'orders' } });
  });

  test('its own master may take its place or connect anew: a person chooses, and the plain move is not mentioned', () => {
    const drops = dropsOf(moveOne(held), on(master, ALREADY, [takeMaster(held), REPOINT]));
    const decision = decide(drops);
    expect(decision).toMatchObject({ kind: 'choose', drops: [{ kind: 'take-place' }, { kind: 'connect-anew' }] });
    expect(decision.kind === 'choose' && decision.drops[0]?.intent).toEqual({
      kind: 'reshape',
      shape: { kind: 'take-master', replica: held },
    });
  });

  test('a master whose place it cannot take is asked about, with the reason', () => {
    const drops = dropsOf(moveOne(held), on(master, ALREADY, [takeMaster(held, [BUSY]), REPOINT]));
    expect(decide(drops)).toMatchObject({
      kind: 'choose',
      drops: [
        { kind: 'take-place', allowed: false, reasons: [BUSY] },
        { kind: 'connect-anew', allowed: true },
      ],
    });
  });

  test('a replica of its own gives it the place, which is one thing and needs no choice', () => {
    const drops = dropsOf(moveOne(held), on(other, ALREADY, [takeMaster(other)]));
    expect(decide(drops)).toMatchObject({
      kind: 'propose',
      drop: { kind: 'give-place', subject: held, target: other },
    });
  });

  test('a replica and its master may become co-masters, whichever of the two is held', () => {
    const beside = (replica: typeof held): Operation => ({
      operation: 'make-co-master',
      shape: { kind: 'make-co-master', replica },
      allowed: true,
      reasons: [],
    });
    expect(dropsOf(moveOne(held), on(master, ALREADY, [beside(held)])).at(-1)).toMatchObject({
      kind: 'co-masters',
      subject: held,
      target: master,
    });
    expect(decide(dropsOf(moveReplicasOf(held), on(other, ALREADY, [beside(other)])))).toMatchObject({
      kind: 'propose',
      drop: { kind: 'co-masters', intent: { kind: 'reshape', shape: { replica: other } } },
    });
  });

  test('a replica on its living master may take over from it, which is asked about beside the rest', () => {
    const coMaster: Operation = {
      operation: 'make-co-master',
      shape: { kind: 'make-co-master', replica: held },
      allowed: false,
      reasons: [BUSY],
    };
    const drops = dropsOf(moveOne(held), on(master, ALREADY, [coMaster]));
    expect(drops.map(({ kind, allowed }) => [kind, allowed])).toEqual([
      ['replicate', false],
      ['takeover', true],
      ['co-masters', false],
    ]);
    expect(drops[1]?.intent).toMatchObject({ kind: 'replace-master', master, successor: held });
    expect(dropsOf(moveOne(held), on(other, ALREADY, [])).some(({ kind }) => kind === 'takeover')).toBe(false);
  });

  test('a server where nothing is possible is refused with every reason once', () => {
    const drops = dropsOf(moveOne(held), on(master, ALREADY, [takeMaster(held, [BUSY, ALREADY])]));
    expect(decide(drops)).toEqual({ kind: 'refuse', reasons: [ALREADY, BUSY] });
    expect(shownDrops(drops)).toEqual(drops);
  });
});

test('replicas that are dropped on the server that they were taken from were let go of', () => {
  const anew: Operation = {
    operation: 'repoint-replicas',
    shape: { kind: 'repoint-replicas', source: master, target: null, only: null },
    allowed: true,
    reasons: [],
  };
  const drops = dropsOf(moveReplicasOf(master), on(master, ALREADY, [anew]));
  expect(decide(drops)).toEqual({ kind: 'refuse', reasons: [ALREADY] });
});

test('an operation that the page has no words for is not offered', () => {
  const unnamed: Operation = {
    operation: 'make-local-master',
    shape: { kind: 'make-local-master', replica: held },
    allowed: true,
    reasons: [],
  };
  expect(dropsOf(moveOne(held), on(master, ALREADY, [unnamed])).map(({ kind }) => kind)).toEqual(['replicate']);
});

describe('several servers that were picked out', () => {
  const edges = [
    { replica: held, channel: '' },
    { replica: other, channel: 'orders' },
  ];
  const subject = movePicked([held, other, master], edges);

  test('go below the target in one plan, each by its channel, the target itself aside', () => {
    const [drop] = dropsOf(subject, on(master, null));
    expect(drop.intent).toEqual({
      kind: 'reshape',
      shape: {
        kind: 'move-many',
        moves: [
          { replica: held, channel: '', target: master },
          { replica: other, channel: 'orders', target: master },
        ],
      },
    });
    expect(drop).toMatchObject({ kind: 'picked-below', picked: { moving: 2, total: 2, stays: [] } });
    expect(decide([drop]).kind).toBe('propose');
  });

  test('say who of them stays, with the reason', () => {
    const stays = [
      { replica: other, reasons: [ALREADY] },
      { replica: master, reasons: [BUSY] },
    ];
    const [drop] = dropsOf(subject, { ...on(master, null), stays });
    expect(drop.picked).toEqual({ moving: 1, total: 2, stays: [{ replica: other, reasons: [ALREADY] }] });
  });
});

test('all replicas of a server are said to go as such', () => {
  expect(dropsOf(moveReplicasOf(master), on(other, null)).map(({ kind }) => kind)).toEqual(['replicas-below']);
});
