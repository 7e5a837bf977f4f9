import type { ProblemView } from '@topiary/contract';
import { expect, test } from 'vitest';
import { markOfCluster, markOfNode } from './severity.ts';
import { nodeOf } from '@topiary/contract/testing';

const problem = (code: ProblemView['code'], severity: ProblemView['severity']): ProblemView => ({
  code,
  severity,
  params: {},
});

test('a server that was never reached is as bad on its card as in the fleet', () => {
  const node = nodeOf('a', { health: 'unreachable', problems: [problem('never-reached', 'warning')] });
  expect(markOfNode(node)).toBe(markOfCluster({ critical: 0, warning: 1 }));
});

test('a server that fell silent is critical, also before anybody says why', () => {
  const problems = [problem('unreachable', 'critical')];
  expect(markOfNode(nodeOf('a', { health: 'unreachable', problems }))).toBe('critical');
  expect(markOfNode(nodeOf('a', { health: 'unreachable' }))).toBe('critical');
});

test('what nobody looked at yet is neither good nor bad', () => {
  expect([markOfNode(nodeOf('a', { health: 'unprobed' })), markOfNode(nodeOf('a'))]).toEqual(['unknown', 'ok']);
});
