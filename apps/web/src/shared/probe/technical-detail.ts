/**
 * What the server or the network said, to be read out to whoever runs them. Most details name their code
 * (`connect ECONNREFUSED 10.1.2.3:3306`); the code alone stands before one that does not.
 */
export function technicalDetail({ code, detail }: { readonly code: string; readonly detail: string }): string {
  if (detail === '' || code === '') return detail + code;
  return detail.includes(code) ? detail : `${code}: ${detail}`;
}
