/** Words of a command line that a person may paste into a shell. */

export function channelOption(channel: string | null): readonly string[] {
  return channel === null ? [] : [`--channel ${quoted(channel)}`];
}

/** For a shell: as it is where that is safe. */
export function quoted(text: string): string {
  return /^[\w.,:/@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
