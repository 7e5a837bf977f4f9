/** What a source does with a transaction when it comes to it; a refusal ends the connection, with this reason. */
export type Verdict = { readonly sends: boolean; readonly isLast: boolean } | { readonly refusal: string };

export const SEND: Verdict = { sends: true, isLast: false };
export const SKIP: Verdict = { sends: false, isLast: false };
