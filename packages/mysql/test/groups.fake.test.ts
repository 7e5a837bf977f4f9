/** The contract on groups of fakes, of every generation that tells of groups in another way. */
import { describe } from 'vitest';
import { describeGroupsContract } from './contract/groups-contract.ts';
import { makeFakeGroup, type FakeGroupOptions } from './support/fake-group.ts';

const VERSIONS: readonly FakeGroupOptions[] = [
  { version: '9.7.4', authentication: 'caching_sha2_password' },
  { version: '8.0.36', authentication: 'caching_sha2_password' },
  // Members have no role here: a status variable names the primary.
  { version: '5.7.44-log', authentication: 'mysql_native_password' },
];

for (const options of VERSIONS) {
  describe.concurrent(`fakes of ${options.version}`, () => {
    describe('as its clients see it', { concurrent: false }, () => {
      describeGroupsContract(`a group of fakes of ${options.version}`, () => makeFakeGroup(options));
    });
  });
}
