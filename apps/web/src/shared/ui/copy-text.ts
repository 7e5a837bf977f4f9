/** Copies to the clipboard. The modern way exists only in secure contexts, so plain http takes the old one. */
export async function copyText(text: string, document: Document): Promise<boolean> {
  const { defaultView } = document;
  if (defaultView !== null && 'clipboard' in defaultView.navigator) {
    return defaultView.navigator.clipboard.writeText(text).then(
      () => true,
      () => copyBySelection(text, document),
    );
  }
  return copyBySelection(text, document);
}

function copyBySelection(text: string, document: Document): boolean {
  const holder = document.createElement('textarea');
  holder.value = text;
  holder.style.position = 'fixed';
  holder.style.opacity = '0';
  document.body.append(holder);
  holder.select();
  // Deprecated, and still the only way on plain http.
  const copied = (document as { execCommand(command: 'copy'): boolean }).execCommand('copy');
  holder.remove();
  return copied;
}
