/** How names are resolved, from orchestrator's keys. Source: spec/discovery §10. */
import type { ToldNameMethod } from '@topiary/domain';
import type { LookUpMethod, NameSettings } from '@topiary/engine';
import { compile } from './expressions.ts';
import type { Configuration } from './schema.ts';

const MS_PER_MINUTE = 60_000;

/** `default` and `none` leave a name as it is. */
const LOOK_UPS: ReadonlyMap<string, LookUpMethod | null> = new Map([
  ['none', null],
  ['', null],
  ['default', null],
  ['cname', 'cname'],
  ['ip', 'ip'],
]);

const TOLD: ReadonlyMap<string, ToldNameMethod> = new Map([
  ['none', 'none'],
  ['', 'none'],
  ['default', '@@hostname'],
  ['hostname', '@@hostname'],
  ['@@hostname', '@@hostname'],
  ['report_host', '@@report_host'],
  ['@@report_host', '@@report_host'],
]);

export function namingOf(configuration: Configuration): NameSettings {
  const pattern = configuration.RejectHostnameResolvePattern;
  const rejected = pattern === '' ? null : compile(pattern);
  return {
    lookUp: LOOK_UPS.get(configuration.HostnameResolveMethod.toLowerCase()) ?? null,
    told: {
      method: TOLD.get(configuration.MySQLHostnameResolveMethod.toLowerCase()) ?? 'none',
      isRejected: (host) => rejected?.test(host) === true,
    },
    expiryMs: Math.max(1, configuration.ExpiryHostnameResolvesMinutes) * MS_PER_MINUTE,
  };
}

export function namingProblems(configuration: Configuration): readonly string[] {
  const {
    HostnameResolveMethod: lookUp,
    MySQLHostnameResolveMethod: told,
    RejectHostnameResolvePattern: pattern,
  } = configuration;
  const problems: string[] = [];
  if (!LOOK_UPS.has(lookUp.toLowerCase()))
    problems.push(`HostnameResolveMethod "${lookUp}" is not known: use "none", "default", "cname" or "ip".`);
  if (!TOLD.has(told.toLowerCase()))
    problems.push(
      `MySQLHostnameResolveMethod "${told}" is not known: use "none", "default", "@@hostname" or "@@report_host".`,
    );
  if (compile(pattern) === null)
    problems.push(`RejectHostnameResolvePattern: "${pattern}" is not a regular expression.`);
  return problems;
}
