/** A string literal, safe in both quoting modes of the servers. Statements on replication accept no placeholders. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
