import { describe, expect, test } from 'vitest';
import { classificationOf, UNUSABLE_ANSWER } from './classification.ts';
import type { ClassificationAnswers, QueriedFact } from './answers.ts';
import { NO_RULES } from './rules.ts';

const address = { host: 'ams-prod-7.db.example', port: 3306 };

const answers = (texts: Partial<Record<QueriedFact, string>>): ClassificationAnswers =>
  Object.fromEntries(Object.entries(texts).map(([fact, text]) => [fact, { kind: 'value', text }]));

describe('where a server stands', () => {
  const rules = { ...NO_RULES, dataCenter: /^(\w+)-/, physicalEnvironment: /-(\w+)-/ };

  test('is told by its name', () => {
    expect(classificationOf(address, {}, rules)).toMatchObject({
      dataCenter: 'ams',
      region: null,
      physicalEnvironment: 'prod',
    });
  });

  test('is told by its query first, unless that gives nothing', () => {
    const told = answers({ 'data-center': 'fra', region: 'eu', 'physical-environment': '' });
    expect(classificationOf(address, told, rules)).toMatchObject({
      dataCenter: 'fra',
      region: 'eu',
      physicalEnvironment: 'prod',
    });
  });
});

test('a promotion rule is one of four words, in any letter case', () => {
  const ruleFor = (text: string) => classificationOf(address, answers({ 'promotion-rule': text }), NO_RULES);
  expect(ruleFor('Prefer_Not').promotionRule).toBe('prefer_not');
  expect(ruleFor('')).toMatchObject({ promotionRule: null, unknown: [] });
  expect(ruleFor('must')).toMatchObject({
    promotionRule: null,
    unknown: [{ fact: 'promotion-rule', code: UNUSABLE_ANSWER, detail: 'must' }],
  });
});

test('a semi-sync priority is a number up to 255', () => {
  const priorityFor = (text: string) => classificationOf(address, answers({ 'semi-sync-priority': text }), NO_RULES);
  expect(['0', '2', '1000', ''].map((text) => priorityFor(text).semiSyncPriority)).toEqual([0, 2, 255, null]);
  expect(priorityFor('yes')).toMatchObject({ semiSyncPriority: null, unknown: [{ detail: 'yes' }] });
});

test('a query that could not be answered leaves its fact unknown, and says why', () => {
  const problem = { code: '1142', detail: 'SELECT command denied', grant: 'GRANT SELECT ON `m`.`t` TO `u`@`%`' };
  const { dataCenter, unknown } = classificationOf(address, { 'data-center': { kind: 'unknown', problem } }, NO_RULES);
  expect(dataCenter).toBeNull();
  expect(unknown).toEqual([{ fact: 'data-center', ...problem }]);
});

test('servers that a filter names by host and port are never promoted', () => {
  const never = (pattern: RegExp) => classificationOf(address, {}, { ...NO_RULES, neverPromoted: [pattern] });
  expect(never(/:3306$/).neverPromoted).toBe(true);
  expect(never(/:3307$/).neverPromoted).toBe(false);
});
