/** A dialect with answers as a server of its generation gives them. */
import type { Observation } from '@topiary/domain';
import { chooseDialect } from '../../src/dialects/choose.ts';
import type { Dialect, Learned, ObserveContext, ProbeRole } from '../../src/dialects/dialect.ts';
import { productOf } from '../../src/dialects/product.ts';
import { ColumnCache, type ResultSet } from '../../src/dialects/result-set.ts';
import { answersFrom, resultFrom } from './results.ts';

export type Shown = Readonly<Record<string, string | number | null>>;

/** SHOW … VARIABLES or STATUS. */
export function shown(values: Shown): ResultSet {
  return resultFrom(
    Object.entries(values).map(([name, value]) => ({
      Variable_name: name,
      Value: value === null ? '' : String(value),
    })),
  );
}

export function dialectFor(version: string): Dialect {
  const choice = chooseDialect(productOf(version, ''));
  if (choice.kind === 'unsupported') throw new Error(choice.detail);
  return choice.dialect;
}

export interface ServerUnderTest {
  readonly dialect: Dialect;
  readonly learned: Learned;
  /** The variables as the probe selects them: those that the server has. */
  readonly settings: ResultSet;
}

/** A server with these variables and no others. */
export function serverWith(
  version: string,
  variables: Shown,
  { account = 'topiary@%', comment = '' }: { readonly account?: string; readonly comment?: string } = {},
): ServerUnderTest {
  const dialect = dialectFor(version);
  const learned = dialect.learn(
    answersFrom({
      product: resultFrom([{ version, comment, account }]),
      variables: shown(variables),
      processes: resultFrom([{ 1: 1 }]),
    }),
  );
  return { dialect, learned, settings: settingsOf(learned, variables) };
}

export function settingsOf({ variables }: Learned, values: Shown): ResultSet {
  return resultFrom([Object.fromEntries(variables.map((name) => [name, values[name]]))]);
}

export function observed(
  server: ServerUnderTest,
  parts: Partial<Record<ProbeRole, ResultSet>> = {},
  context: Partial<ObserveContext> = {},
): Observation {
  const answers = answersFrom<ProbeRole>({
    settings: server.settings,
    status: shown({ Uptime: 237 }),
    'replica-status': resultFrom([]),
    ...parts,
  });
  return server.dialect.observe(answers, {
    learned: server.learned,
    refused: new Map(),
    waitingFor: null,
    columns: new ColumnCache(),
    ...context,
  });
}

/** What is asked, by role. */
export function asked({ dialect, learned }: ServerUnderTest): ReadonlyMap<ProbeRole, string> {
  return new Map(dialect.probe(learned, new Set()).map(({ role, sql }) => [role, sql]));
}
