import type { ClusterId, InstanceId, ProblemItem, RecoveryView } from '@topiary/contract';
import { describe, expect, test } from 'vitest';
import { alerting, gravestOf } from './alert-rules.ts';
import { foldNews, MAX_NOTICES } from './notices.ts';
import type { Notice, Seen } from './notices.ts';

const NOW = 10_000_000;

function heldBack(instance: string, fields: Partial<Extract<ProblemItem, { kind: 'held-back' }>> = {}): ProblemItem {
  const place = { cluster: 'c1' as ClusterId, clusterName: 'm:3306', clusterAlias: '商店', since: NOW - 5 };
  const what = { kind: 'held-back', severity: 'critical', code: 'DeadMaster', by: 'u1' } as const;
  return { ...what, ...place, instance: instance as InstanceId, ...fields };
}

function recovery(uid: string, fields: Partial<RecoveryView> = {}): RecoveryView {
  const ended = { endedAt: NOW - 1, changed: true, successor: 'b:3306', scope: 'master' };
  const details = { errors: [], lost: [] };
  const place = { cluster: 'c1', clusterName: 'm:3306', clusterAlias: null, instance: 'm:3306' };
  return { uid, code: 'DeadMaster', ...place, ...ended, details, ...fields } as unknown as RecoveryView;
}

const seen = (items: readonly ProblemItem[], fields: Partial<Seen> = {}): Seen => ({
  problems: { items: [...items], total: items.length },
  recoveries: [],
  now: NOW,
  ...fields,
});
const instances = (notices: readonly Notice[]) => notices.map(({ instance }) => instance);

describe('news', () => {
  test('are what came up since the last look, and nothing of what stood at the first', () => {
    const first = foldNews(null, seen([heldBack('a:1')]));
    expect([instances(first.notices), first.fresh]).toEqual([['a:1'], []]);
    const second = foldNews(first.notices, seen([heldBack('a:1'), heldBack('b:1')]));
    expect(instances(second.fresh)).toEqual(['b:1']);
    expect(foldNews(second.notices, seen([heldBack('a:1'), heldBack('b:1')])).fresh).toEqual([]);
  });

  test('that are over stay in the list, and come up again as others', () => {
    const first = foldNews(null, seen([heldBack('a:1')]));
    const over = foldNews(first.notices, seen([]));
    expect(over.notices).toMatchObject([{ instance: 'a:1', isOver: true }]);
    const again = foldNews(over.notices, seen([heldBack('a:1', { since: NOW })]));
    expect(again.fresh).toMatchObject([{ instance: 'a:1', isOver: false, clusterName: '商店' }]);
    expect(again.notices).toHaveLength(2);
  });

  test('are not over because a page does not hold all of them, and never more than the bound', () => {
    const first = foldNews(null, seen([heldBack('a:1')]));
    const cut = foldNews(first.notices, seen([], { problems: { items: [], total: 500 } }));
    expect(cut.notices).toMatchObject([{ isOver: false }]);
    const many = Array.from({ length: MAX_NOTICES + 20 }, (_, index) => heldBack(`s${index}:1`, { since: index }));
    const bounded = foldNews(cut.notices, seen(many));
    expect(bounded.notices).toHaveLength(MAX_NOTICES);
    expect(bounded.notices[1]?.instance).toBe(`s${MAX_NOTICES + 19}:1`);
  });

  test('have recoveries that ended well just now, and no others', () => {
    const recoveries = [
      recovery('well'),
      recovery('running', { endedAt: null }),
      recovery('in vain', { successor: null }),
      recovery('old', { endedAt: NOW - 4_000_000 }),
    ];
    const first = foldNews([], seen([], { recoveries }));
    expect(first.fresh).toMatchObject([{ key: 'recovered well', severity: 'info', at: NOW - 1 }]);
  });
});

test('alerts are for what is grave enough, and for the end of what was told', () => {
  const items = [heldBack('a:1'), heldBack('b:1', { severity: 'warning' })];
  const { fresh } = foldNews([], seen(items, { recoveries: [recovery('well')] }));
  expect(alerting(fresh, 'off')).toEqual([]);
  expect(instances(alerting(fresh, 'critical')).toSorted()).toEqual(['a:1', 'm:3306']);
  expect(alerting(fresh, 'warning')).toHaveLength(3);
  expect(gravestOf(fresh)?.instance).toBe('a:1');
});
