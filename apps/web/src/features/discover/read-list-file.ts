/** A file that was chosen or dropped. It may be gone, a folder, or not ours to read by the time it is asked for. */
export type ListFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unreadable' };

export async function readListFile(file: Pick<File, 'size' | 'text'>, limit: number): Promise<ListFile> {
  if (file.size > limit) return { kind: 'too-large' };
  try {
    return { kind: 'text', text: await file.text() };
  } catch {
    return { kind: 'unreadable' };
  }
}
