import { describe, expect, test } from 'vitest';
import { asInstant } from '../shared/time.ts';
import { TEST_TIME } from '../testing/records.ts';
import { id } from '../testing/topology-text.ts';
import { topology } from '../testing/topology.ts';
import { analysisContext, DEFAULT_ANALYSIS_SETTINGS } from './finding.ts';
import type { AnalysisContext } from './finding.ts';
import { nextChange } from './next-change.ts';

const snapshot = topology('a > b');
const [cluster] = snapshot.clusters.keys();
const after = (known: Partial<AnalysisContext>): number | null => {
  if (cluster === undefined) throw new Error('no cluster');
  const at = nextChange(snapshot, cluster, analysisContext(known));
  return at === null ? null : at - snapshot.asOf;
};

describe('what time alone changes', () => {
  test('is at first how old an answer may be', () => {
    const { staleAfterMs } = DEFAULT_ANALYSIS_SETTINGS;
    const seen = snapshot.instances.get(id('a'))?.observedAt ?? TEST_TIME;
    expect(after({})).toBe(seen + staleAfterMs + 1 - snapshot.asOf);
  });

  test('is sooner the end of a grace, or a position that is held for long enough; what is over does not come again', () => {
    expect(after({ receiversRestartedAt: new Map([[id('a'), snapshot.asOf]]) })).toBe(5_000);
    expect(after({ positionHeldSince: new Map([[id('a'), asInstant(snapshot.asOf - 9_000)]]) })).toBe(1_001);
    const over = asInstant(snapshot.asOf - 60_000);
    expect(after({ positionHeldSince: new Map([[id('a'), over]]) })).toBe(after({}));
  });
});
