/** Gives the browser a file to keep, made here. */
export function saveJson(name: string, data: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Once the browser has taken it; at once would be before some do.
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_AFTER_MS);
}

const RELEASE_AFTER_MS = 60_000;
