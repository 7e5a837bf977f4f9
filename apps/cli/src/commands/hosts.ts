import type { Command } from 'commander';
import { MAX_PAGE_SIZE } from '@topiary/contract';
import type { HostSummary } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { readPage } from '../options.ts';
import { hostText } from '../output/host-text.ts';
import { printJson, table, when } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

interface HostsFlags extends ClientFlags {
  readonly page: number;
}

export function addHosts(program: Command): void {
  withClientOptions(program.command('hosts [text]'))
    .description('list the hosts, those that are down first; with a text, those that have it in their name or clusters')
    .option('--page <number>', `of ${MAX_PAGE_SIZE} hosts, from 1`, readPage, 1)
    .action(async (text: string | undefined, { page, ...flags }: HostsFlags) => {
      const query = { page: page - 1, pageSize: MAX_PAGE_SIZE, text };
      const found = await connect(flags).read('hosts', { query });
      if (flags.json) printJson(found);
      else {
        console.log(
          table(['HOST', 'SERVERS', 'MASTERS', 'CLUSTERS', 'CRITICAL', 'WARNING', 'DOWN'], found.items.map(rowOf)),
        );
        if (found.items.length === 0 && found.total > 0)
          console.log(`Nothing on page ${page}: there are ${found.total} hosts.`);
        const rest = found.total - found.page * found.pageSize - found.items.length;
        if (rest > 0) console.log(`${rest} more: topiary hosts --page ${found.page + 2}`);
      }
    });
  withClientOptions(program.command('host <name>'))
    .description('show a host: its servers by port, and what its death would do')
    .action(async (name: string, flags: ClientFlags) => {
      const host = await connect(flags).read('host', { params: { host: name } });
      if (flags.json) printJson(host);
      else console.log(hostText(host));
    });
}

function rowOf({ host, instances, masters, clusters, critical, warning, down }: HostSummary): readonly string[] {
  const counts = [instances, masters, clusters, critical, warning].map(String);
  return [host, ...counts, down === null ? '' : `since ${when(down.since)}`];
}
