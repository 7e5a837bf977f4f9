/** Values as a report shows them: as JSON, without secrets. */
import { isSecret } from '../schema.ts';

const HIDDEN = '"***"';
const MAX_SHOWN_LENGTH = 200;

export function shownValue(key: string, value: unknown): string {
  if (isSecret(key) && !isEmpty(value)) return HIDDEN;
  const json = JSON.stringify(value);
  return json.length > MAX_SHOWN_LENGTH ? `${json.slice(0, MAX_SHOWN_LENGTH)}…` : json;
}

/** That a password is not set is no secret. */
function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
