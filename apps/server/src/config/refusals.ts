/**
 * Settings that cannot be obeyed and must not be ignored, because ignoring them would keep data elsewhere than asked or
 * serve openly what was asked to be protected. Each sentence says what to change.
 */
import { backendProblems } from './backend.ts';
import { classificationProblems } from './classification.ts';
import { compile } from './expressions.ts';
import { AUTHENTICATION_METHODS } from './http-settings.ts';
import { namingProblems } from './naming.ts';
import { parseListenAddress } from './listen-address.ts';
import type { Configuration, ConfigurationKey } from './schema.ts';

type Stated = (key: ConfigurationKey) => boolean;

interface Refusal {
  readonly when: (configuration: Configuration, stated: Stated) => boolean;
  readonly sentence: (configuration: Configuration) => string;
}

const REFUSALS: readonly Refusal[] = [
  {
    when: ({ AuthenticationMethod }) => AuthenticationMethod.toLowerCase() === 'oauth',
    sentence: () =>
      'AuthenticationMethod "oauth" is not supported (orchestrator never lets anybody change things with it): let a proxy in front sign people in, and use "proxy".',
  },
  {
    when: ({ AuthenticationMethod: method }) =>
      method.toLowerCase() !== 'oauth' && !AUTHENTICATION_METHODS.includes(method.toLowerCase()),
    sentence: ({ AuthenticationMethod }) =>
      `AuthenticationMethod "${AuthenticationMethod}" is not supported, and running without it would be open to everybody: use "basic", "multi", "proxy", "token", or "" for none.`,
  },
  {
    when: ({ AuthenticationMethod, HTTPAuthUser }) =>
      ['basic', 'multi'].includes(AuthenticationMethod.toLowerCase()) && HTTPAuthUser === '',
    sentence: ({ AuthenticationMethod }) =>
      `AuthenticationMethod is "${AuthenticationMethod}" but HTTPAuthUser is empty: set HTTPAuthUser and HTTPAuthPassword.`,
  },
  {
    when: ({ AuthenticationMethod, AuthUserHeader }) =>
      AuthenticationMethod.toLowerCase() === 'proxy' && AuthUserHeader === '',
    sentence: () =>
      'AuthenticationMethod is "proxy" but AuthUserHeader is empty: name the header that carries the user.',
  },
  {
    when: ({ UseSSL, SSLPrivateKeyFile, SSLCertFile }) => UseSSL && (SSLPrivateKeyFile === '' || SSLCertFile === ''),
    sentence: () => 'UseSSL needs a key and a certificate: name their files in SSLPrivateKeyFile and SSLCertFile.',
  },
  {
    when: ({ UseSSL, UseMutualTLS }) => UseMutualTLS && !UseSSL,
    sentence: () => 'UseMutualTLS asks for client certificates, which come with TLS only: set UseSSL to true as well.',
  },
  {
    when: ({ UseMutualTLS, SSLValidOUs }) => UseMutualTLS && SSLValidOUs.length === 0,
    sentence: () =>
      'UseMutualTLS lets in whose certificate has one of SSLValidOUs, which is empty, so that nobody could connect: list the organizational units.',
  },
  {
    when: ({ ListenAddress }) => parseListenAddress(ListenAddress) === null,
    sentence: ({ ListenAddress }) =>
      `ListenAddress "${ListenAddress}" is not an address: write ":3000", "127.0.0.1:3000" or "[::1]:3000".`,
  },
];

const REGEX_LISTS = [
  'DiscoveryIgnoreHostnameFilters',
  'DiscoveryIgnoreReplicaHostnameFilters',
  'DiscoveryIgnoreMasterHostnameFilters',
  'PromotionIgnoreHostnameFilters',
  'ProblemIgnoreHostnameFilters',
  'OSCIgnoreHostnameFilters',
  'DiscoveryIgnoreReplicationUsernameFilters',
] as const satisfies readonly ConfigurationKey[];

export function findRefusals(configuration: Configuration, stated: Stated): readonly string[] {
  const settings = REFUSALS.filter((row) => row.when(configuration, stated)).map((row) => row.sentence(configuration));
  return [
    ...backendProblems(configuration, stated),
    ...settings,
    ...brokenExpressions(configuration),
    ...namingProblems(configuration),
    ...classificationProblems(configuration),
  ];
}

function brokenExpressions(configuration: Configuration): readonly string[] {
  const lists = REGEX_LISTS.flatMap((key) =>
    configuration[key]
      .filter((pattern) => compile(pattern) === null)
      .map((pattern) => `${key}: "${pattern}" is not a regular expression.`),
  );
  const { PseudoGTIDPattern, PseudoGTIDPatternIsFixedSubstring } = configuration;
  return PseudoGTIDPatternIsFixedSubstring || compile(PseudoGTIDPattern) !== null
    ? lists
    : [...lists, `PseudoGTIDPattern: "${PseudoGTIDPattern}" is not a regular expression.`];
}
