import { useState } from 'react';
import type { ReactElement } from 'react';
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { useCanvas } from '../canvas-context.tsx';
import { drawPicture } from '../export/picture.ts';
import { pictureOf } from '../export/picture-of.ts';
import { PICTURE_KINDS, savePicture } from '../export/save-picture.ts';
import type { PictureKind } from '../export/save-picture.ts';
import type { Layout } from '../model/layout.ts';
import type { FlowLine } from '../model/to-flow.ts';

export interface ExportControlProps {
  readonly clusterName: string;
  readonly layout: Layout;
  readonly lines: readonly FlowLine[];
}

/** Saves all of the drawing as a file, in the colours of the page: the present, whose time its title says. */
export function ExportControl({ clusterName, layout, lines }: ExportControlProps): ReactElement {
  const words = useWords();
  const { t } = words;
  const { feeds } = useCanvas();
  const [failed, setFailed] = useState(false);
  const save = async (kind: PictureKind): Promise<void> => {
    const colours = getComputedStyle(document.documentElement);
    const paint = (token: string): string => colours.getPropertyValue(`--tp-${token}`).trim();
    const picture = pictureOf({ clusterName, feeds, layout, lines, words, paint, now: Date.now() });
    try {
      await savePicture(drawPicture(picture), kind, clusterName);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  const label = failed ? t('canvas.exportFailed') : t('canvas.export');
  return (
    <Menu position="right-end" returnFocus>
      <Menu.Target>
        <Tooltip label={label} position="right" {...(failed && { opened: true })}>
          <ActionIcon variant="default" size={32} aria-label={label}>
            <Icon name={failed ? 'warning' : 'download'} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {PICTURE_KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => void save(kind)}>
            {t(`canvas.exportAs.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
