/**
 * What makes an unpacked Chromium run. It starts its helpers through `/proc/self/exe`, so it cannot be run through an
 * `ld-linux` of its own as the servers are: it uses the machine's C library and takes everything else from the unpacked
 * packages. Both texts find the rest relative to themselves, so that the folder can be renamed into place.
 */
export const LAUNCHER = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
for directory in "$here"/root/usr/lib/*-linux-gnu* "$here"/root/lib/*-linux-gnu* "$here"/root/usr/lib/*-linux-gnu*/pulseaudio; do
  [ -d "$directory" ] && libraries="\${libraries:+$libraries:}$directory"
done
export LD_LIBRARY_PATH="$libraries"
export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/root/usr/lib/chromium/chromium" "$@"
`;

/** Latin first, then a font that has Chinese: a browser asks for one family and falls back character by character. */
export const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">root/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">topiary/fontconfig</cachedir>
${['sans-serif', 'system-ui', 'serif', 'monospace'].map(alias).join('\n')}
</fontconfig>
`;

function alias(family: string): string {
  const latin: Readonly<Record<string, string>> = { serif: 'DejaVu Serif', monospace: 'DejaVu Sans Mono' };
  const chinese = family === 'monospace' ? 'WenQuanYi Micro Hei Mono' : 'WenQuanYi Micro Hei';
  return `  <alias><family>${family}</family><prefer><family>${latin[family] ?? 'DejaVu Sans'}</family><family>${chinese}</family></prefer></alias>`;
}
