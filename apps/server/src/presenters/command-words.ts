/** Words of a command line, as they are: whoever puts them together quotes them. */

export function channelOption(channel: string | null): readonly string[] {
  return channel === null ? [] : ['--channel', channel];
}
