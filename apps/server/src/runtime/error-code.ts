/** The code of an error of the system or of Node, or `null`: an error without one is a bug. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as Error & { readonly code?: unknown };
  return typeof code === 'string' ? code : null;
}
