/**
 * What a drop on a server can do: the plain move, under the name that it has there (up, below a sibling), and what else the
 * server says is possible (a replica and its master change places, a replica connects anew).
 */
import type { CandidatesView, InstanceId, IntentInput, MessageView } from '@topiary/contract';
import { intentOf, isLettingGo, subjectInstance } from './move-subject.ts';
import type { MoveSubject, Verdict } from './move-subject.ts';

/** Each has its words in the catalogue: `drop.does` in a sentence, `drop.here` for a card. */
export type DropKind = keyof typeof RANKS;

/** Plain moves first, then what changes places, last what leaves the tree as it is. */
const RANKS = {
  replicate: 0,
  'replicas-below': 0,
  'picked-below': 0,
  'move-up': 0,
  'move-up-replicas': 0,
  'move-below': 0,
  'take-siblings': 0,
  takeover: 1,
  'take-place': 1,
  'give-place': 1,
  reattach: 1,
  'co-masters': 1,
  'replace-master': 1,
  'connect-anew': 2,
} as const;

export interface Drop {
  readonly kind: DropKind;
  readonly subject: InstanceId;
  readonly target: InstanceId;
  /** What to ask for. */
  readonly intent: IntentInput;
  readonly allowed: boolean;
  /** Why not, or the warnings. */
  readonly reasons: readonly MessageView[];
  /** Of a move of several servers that were picked out. */
  readonly picked?: PickedMove;
}

export interface PickedMove {
  readonly moving: number;
  /** Without the target, should it be one of them. */
  readonly total: number;
  readonly stays: Verdict['stays'];
}

type Operation = CandidatesView['verdicts'][number]['operations'][number];

export function rankOf({ kind }: Pick<Drop, 'kind'>): number {
  return RANKS[kind];
}

/** The plain move first. A server that is dropped on itself was let go of: nothing is offered beside the refusal. */
export function dropsOf(subject: MoveSubject, verdict: Verdict): readonly [Drop, ...Drop[]] {
  const { target, allowed, reasons } = verdict;
  const held = subjectInstance(subject);
  const named = verdict.operations.map((operation) => ({ operation, kind: kindOf(operation, target) }));
  const isTheMove = ({ kind }: (typeof named)[number]): boolean => kind !== null && RANKS[kind] === 0;
  const plain: Drop = {
    kind: named.find(isTheMove)?.kind ?? PLAIN_KINDS[subject.kind],
    subject: held,
    target,
    intent: intentOf(subject, target),
    allowed,
    reasons,
    ...pickedMove(subject, verdict),
  };
  if (isLettingGo(subject, target)) return [plain];
  const others = named.flatMap(({ operation, kind }): readonly Drop[] => {
    if (kind === null || RANKS[kind] === 0) return [];
    const intent: IntentInput = { kind: 'reshape', shape: operation.shape };
    return [{ kind, subject: held, target, intent, allowed: operation.allowed, reasons: operation.reasons }];
  });
  return [plain, ...takeovers(held, verdict), ...others];
}

/** Where a replica may become the co-master of a living master, it may take over from it: whether it can, its dialog says. */
function takeovers(subject: InstanceId, { target, operations }: Verdict): readonly Drop[] {
  const isItsMaster = ({ shape }: Operation): boolean => shape.kind === 'make-co-master' && shape.replica === subject;
  if (!operations.some(isItsMaster)) return [];
  const intent = {
    kind: 'replace-master',
    master: target,
    successor: subject,
    because: 'takeover',
    rejoins: true,
  } as const;
  return [{ kind: 'takeover', subject, target, intent, allowed: true, reasons: [] }];
}

const PLAIN_KINDS = {
  relocate: 'replicate',
  'relocate-replicas': 'replicas-below',
  'move-many': 'picked-below',
} as const satisfies Record<MoveSubject['kind'], DropKind>;

function pickedMove(subject: MoveSubject, { target, stays }: Verdict): Pick<Drop, 'picked'> {
  if (subject.kind !== 'move-many') return {};
  const total = subject.replicas.filter(({ replica }) => replica !== target).length;
  const others = stays.filter(({ replica }) => replica !== target);
  return { picked: { moving: total - others.length, total, stays: others } };
}

/** `null`: the page has no words for it, so that nobody could know what they choose. */
function kindOf({ operation, shape }: Operation, target: InstanceId): DropKind | null {
  switch (operation) {
    case 'move-up':
    case 'move-up-replicas':
    case 'move-below':
    case 'take-siblings':
      return operation;
    case 'take-master':
      return 'replica' in shape && shape.replica === target ? 'give-place' : 'take-place';
    case 'make-co-master':
      return 'co-masters';
    case 'make-master':
      return 'replace-master';
    case 'repoint':
    case 'repoint-replicas':
      return 'connect-anew';
    default:
      return null;
  }
}

/** Those to be read: that the plain move is refused says nothing where something else is meant by it. */
export function shownDrops(drops: readonly Drop[]): readonly Drop[] {
  const hasOther = drops.some(({ kind, allowed }) => allowed && RANKS[kind] > 0);
  return drops.filter(({ kind, allowed }) => allowed || RANKS[kind] > 0 || !hasOther);
}

export type DropDecision =
  | { readonly kind: 'refuse'; readonly reasons: readonly MessageView[] }
  | { readonly kind: 'propose'; readonly drop: Drop }
  /** Several things could be meant, and a person says which. */
  | { readonly kind: 'choose'; readonly drops: readonly Drop[] };

/** What follows a drop. One that would leave the tree as it is may have slipped: it is asked about even when it is the only one. */
export function decide(drops: readonly Drop[]): DropDecision {
  const possible = drops.filter(({ allowed }) => allowed);
  const [first, ...more] = possible;
  if (first === undefined) return { kind: 'refuse', reasons: distinct(drops.flatMap(({ reasons }) => reasons)) };
  if (more.length === 0 && first.kind !== 'connect-anew') return { kind: 'propose', drop: first };
  return { kind: 'choose', drops: shownDrops(drops) };
}

function distinct(messages: readonly MessageView[]): readonly MessageView[] {
  return [...new Map(messages.map((one) => [JSON.stringify([one.code, one.params]), one])).values()];
}
