/** Small parts of statements. Names come from this package's own lists, so they are quoted and never escaped. */

export function nameList(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/** `null`: not stated, so that the server keeps what it has. */
export type Option = readonly [name: string, value: string | null];

export function optionList(options: readonly Option[]): string {
  return options.flatMap(([name, value]) => (value === null ? [] : [`${name} = ${value}`])).join(', ');
}
