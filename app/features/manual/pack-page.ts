import { escaped } from "#app/content/folio-xhtml.ts";
import { css } from "./edition-css.ts";

export type PackFile = { name: string; group: string; title: string; use: string; bytes: number };

/** The page with which a pack opens from a USB stick: plain links beside it, and nothing from any network. */
export function packPage(pack: {
  programme: string;
  place: string;
  edition: string;
  status: string;
  files: readonly PackFile[];
}): string {
  const groups = [...new Set(pack.files.map(({ group }) => group))];
  const title = `${pack.programme}: ${pack.place}`;
  const section = (group: string) => {
    const items = pack.files
      .filter((file) => file.group === group)
      .map(
        ({ name, title, use, bytes }) =>
          `<li><p><a href="${name.split("/").map(encodeURIComponent).join("/")}">${escaped(title)}</a> <span class="small">${sizeOf(bytes)}</span></p><p class="small">${escaped(use)}</p></li>`,
      );
    return `<h2>${escaped(group)}</h2>\n<ul>\n${items.join("\n")}\n</ul>`;
  };
  return `<!doctype html>
<html lang="en-US">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="color-scheme" content="light dark"/>
<title>${escaped(title)}</title>
<style>${css}</style>
</head>
<body>
<header>
<p class="label">${escaped(pack.programme)}</p>
<h1 class="title">${escaped(pack.place)}</h1>
<p class="meta">Edition ${escaped(pack.edition)}</p>
<p class="warning"><strong>Draft, not yet reviewed.</strong> ${escaped(pack.status)}</p>
</header>
<nav class="support" aria-label="Support"><p>In danger call <a href="tel:911">911</a>. In a crisis call or text <a href="tel:988">988</a>.</p></nav>
<main>
<p>Everything here opens without a connection. Give participants the participant manual, and keep the facilitator manual out of the room’s hands.</p>
${groups.map(section).join("\n")}
<h2>Is every file whole?</h2>
<p>The file SHA256SUMS beside this page lists a checksum for each file. In a terminal in this folder, <code>sha256sum -c SHA256SUMS</code> (on a Mac <code>shasum -a 256 -c SHA256SUMS</code>) says which files are as they were made.</p>
</main>
</body>
</html>
`;
}

function sizeOf(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  return megabytes < 0.1 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${megabytes.toFixed(1)} MB`;
}
