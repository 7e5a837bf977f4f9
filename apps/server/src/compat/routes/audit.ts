import type { InstanceId } from '@topiary/domain';
import type { Services } from '../../services/services.ts';
import { presentAudit } from '../presenters/audit.ts';
import { bare, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { figureInstance } from '../resolve.ts';
import { read } from './route.ts';
import type { CompatRoute } from './route.ts';
import type { Request } from 'express';

const PAGE_SIZE = 20;

export function auditRoutes({ engine }: Services): readonly CompatRoute[] {
  const page = async (request: Request, instance?: InstanceId): Promise<CompatAnswer> => {
    const query = {
      page: pageOf(param(request, 'page')),
      pageSize: PAGE_SIZE,
      ...(instance !== undefined && { instance }),
    };
    const found = await engine.audit(query);
    return bare(found.items.map(presentAudit));
  };
  const ofInstance = (request: Request) => {
    const figured = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
    return figured.ok ? page(request, figured.id) : failed(figured.message);
  };
  return [
    read('/audit', page),
    read('/audit/:page', page),
    read('/audit/instance/:host/:port', ofInstance),
    read('/audit/instance/:host/:port/:page', ofInstance),
  ];
}

/** What is no page number is the first page, as there. */
function pageOf(text: string): number {
  return /^\d{1,7}$/.test(text) ? Number(text) : 0;
}
