/** What an error says, for a log or a message. Errors of ports hold no credentials. */
export function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
