import { MESSAGES } from '@topiary/contract';
import type { InstanceId, MessageCode } from '@topiary/contract';
import type { Words } from './use-words.ts';

/** What a failure says of a server, by its name; the name itself where nobody has a sentence for it. */
export function findingText(
  { code, instance }: { readonly code: string; readonly instance: InstanceId },
  { message }: Words,
): string {
  const wanted = `finding-${code}`;
  return isMessage(wanted) ? message({ code: wanted, params: { instance } }) : code;
}

function isMessage(code: string): code is MessageCode {
  return Object.hasOwn(MESSAGES, code);
}
