/**
 * What is shown of a name: without the text that `RemoveTextFromHostnameDisplay` cuts out of it, where it stands first.
 * Hosts are in lower case, whatever the configuration writes.
 */
export function shownName(name: string, cut: string): string {
  const start = cut === '' ? -1 : name.toLowerCase().indexOf(cut.toLowerCase());
  if (start === -1) return name;
  const rest = name.slice(0, start) + name.slice(start + cut.length);
  return rest === '' ? name : rest;
}
