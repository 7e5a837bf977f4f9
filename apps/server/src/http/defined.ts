/** Without what was not asked for. */
export function defined<Query extends object>(query: Query): { [Key in keyof Query]?: NonNullable<Query[Key]> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Query]?: NonNullable<Query[Key]>;
  };
}
