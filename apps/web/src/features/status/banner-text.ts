import type { StatusView } from '@topiary/contract';
import type { Words } from '../../shared/i18n/use-words.ts';

/** Of what it counts, masters decide how its sentence is put. */
export function bannerText({ code, params }: StatusView['banners'][number], { t }: Pick<Words, 't'>): string {
  return t(`banner.${code}`, 'masters' in params ? { ...params, count: Number(params['masters']) } : params);
}
