/** From a picture to a file in the hands of the person who asked for it. */
import type { PictureFile } from './picture.ts';

export const PICTURE_KINDS = ['svg', 'png'] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

/** Twice as fine as the screen, but no side longer than every browser can draw. */
const SCALE = 2;
const MAX_SIDE = 8_192;

/** Throws where the browser cannot make it. */
export async function savePicture(file: PictureFile, kind: PictureKind, name: string): Promise<void> {
  const blob = kind === 'svg' ? new Blob([file.svg], { type: 'image/svg+xml' }) : await rasterised(file);
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.${kind}`;
  link.click();
  URL.revokeObjectURL(url);
}

async function rasterised({ svg, width, height }: PictureFile): Promise<Blob> {
  const scale = Math.min(SCALE, MAX_SIDE / width, MAX_SIDE / height);
  const image = new Image();
  // The page's policy lets images come from such addresses, and from no others beside its own.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('the browser made no PNG of the drawing');
  return blob;
}
