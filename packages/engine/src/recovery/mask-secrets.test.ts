import { expect, test } from 'vitest';
import { maskSecrets } from './mask-secrets.ts';

test.each([
  ["curl -H 'Authorization: Bearer abc.def' https://x", "curl -H 'Authorization: Bearer •••' https://x"],
  ['notify --password=hunter2 --to ops', 'notify --password=••• --to ops'],
  ['notify --api-key hunter2 {failedHost}', 'notify --api-key ••• {failedHost}'],
  ['SLACK_TOKEN="a b" run', 'SLACK_TOKEN=••• run'],
  ["MYSQL_PWD='x y' mysql -e 'select 1'", "MYSQL_PWD=••• mysql -e 'select 1'"],
  ['mysql -uroot -psecret -h db', 'mysql -uroot -p••• -h db'],
  ['curl https://jo:pw@example.com/x?key=abc&to=1', 'curl https://jo:•••@example.com/x?key=•••&to=1'],
  ['{"token": "abc", "ok": true}', '{"token": •••, "ok": true}'],
])('%s is shown as %s', (text, shown) => {
  expect(maskSecrets(text)).toBe(shown);
});

test.each([
  'notify --token "$TOKEN" --password ${PW}',
  "echo 'recovered {failureType} on {failureCluster}' >> /tmp/log",
  'mkdir -p /var/run/x && ssh -p 22 host true',
  'lookup --port=3306 -h {failedHost}',
])('%s has no secret', (text) => {
  expect(maskSecrets(text)).toBe(text);
});
