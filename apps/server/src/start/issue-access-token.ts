import type { Environment } from '../config/expand-environment.ts';
import { loadConfiguration } from '../config/load.ts';
import type { ConfigFiles } from '../config/load.ts';
import { issueToken } from '../http/access/access-tokens.ts';
import { accessKeyFile, readAccessKey } from './access-key.ts';
import { dataDirectoryOf, readTextFile } from './files.ts';
import { StartFailure } from './start-failure.ts';

export interface IssueOptions {
  readonly configFiles: ConfigFiles;
  readonly environment: Environment;
  readonly now: number;
}

/** For the Topiary that runs here with this configuration. Throws `StartFailure` with what to do. */
export function issueAccessToken({ configFiles, environment, now }: IssueOptions): string {
  const loaded = loadConfiguration({ files: configFiles, readText: readTextFile, environment, overrides: {} });
  if (loaded.kind === 'refused') throw new StartFailure(loaded.problems);
  const { AuthenticationMethod: method, TopiaryDataDirectory } = loaded.configuration;
  if (method.toLowerCase() !== 'token')
    throw new StartFailure([`Access tokens are for AuthenticationMethod "token", but it is "${method}".`]);
  const directory = dataDirectoryOf(TopiaryDataDirectory, environment);
  const key = readAccessKey(directory);
  if (key === null) {
    throw new StartFailure([
      `${accessKeyFile(directory)} is not there: start Topiary with this configuration first, as the same user.`,
    ]);
  }
  return issueToken(key, now);
}
