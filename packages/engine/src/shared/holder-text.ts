import type { LeaseHolder } from '../ports/store.ts';

/** How the address ends of a process that answers nobody: one of a single command, or without HTTP. */
const NO_PORT = ':0';

/** For people who look for it: its machine, its process there, and its address where it has one. */
export function holderText({ hostname, processId, url }: LeaseHolder): string {
  const isReachable = url !== '' && !url.endsWith(NO_PORT);
  return `${hostname} (process ${processId}${isReachable ? `, ${url}` : ''})`;
}
