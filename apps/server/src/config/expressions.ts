/** Regular expressions as configurations have them: written for Go, which differs from JavaScript in two common spellings. */

/** `null`: not a regular expression. */
export function compile(pattern: string): RegExp | null {
  const [, flags = '', rest = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? [];
  try {
    return new RegExp(rest.replaceAll('(?P<', '(?<'), flags);
  } catch {
    return null;
  }
}

/** How many groups it captures. */
export function groupsOf(expression: RegExp): number {
  return (new RegExp(`${expression.source}|`, expression.flags).exec('')?.length ?? 1) - 1;
}

/** Over any text, with the pattern that each was written as. */
export interface WrittenExpression {
  readonly pattern: string;
  readonly expression: RegExp;
}

/** The pattern of the first that matches; `null`: none does. */
export function matchOf(expressions: readonly WrittenExpression[]): (text: string) => string | null {
  return (text) => expressions.find(({ expression }) => expression.test(text))?.pattern ?? null;
}

/** Where a pattern is no expression, the configuration was refused before. */
export function written(patterns: readonly string[], read = compile): readonly WrittenExpression[] {
  return patterns.flatMap((pattern) => {
    const expression = read(pattern);
    return expression === null ? [] : [{ pattern, expression }];
  });
}

/** Over `host:port`. A pattern that is an address is that address and nothing else, as for orchestrator. */
export function writtenForAddresses(patterns: readonly string[]): readonly WrittenExpression[] {
  return written(patterns, compileForAddresses);
}

/** As `writtenForAddresses`, without the patterns. */
export function expressions(patterns: readonly string[]): readonly RegExp[] {
  return writtenForAddresses(patterns).map(({ expression }) => expression);
}

function compileForAddresses(pattern: string): RegExp | null {
  const address = /^(\d+\.\d+\.\d+\.\d+)(?::(\d+))?$/.exec(pattern);
  if (address === null) return compile(pattern);
  const [, host = '', port = String.raw`\d+`] = address;
  return new RegExp(`^${host.replaceAll('.', String.raw`\.`)}:${port}$`);
}
