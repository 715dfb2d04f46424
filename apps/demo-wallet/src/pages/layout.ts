import { html, type Html } from './html.ts'

/** A page of the wallet. */
export interface Page {
  readonly title: string
  readonly walletName: string
  readonly main: Html
  /** Whether the page keeps itself current. */
  readonly live?: boolean
}

/** Puts a page together: the name of the wallet above, the content below. */
export function layout({ title, walletName, main, live }: Page): Html {
  const script = live === true ? html`<script type="module" src="/refresh.js"></script>` : undefined
  return html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${walletName}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/style.css">
${script}
</head>
<body>
<header class="bar">
<a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28">${walletName}</a>
</header>
${main}
</body>
</html>`
}

/** A page that says one thing. */
export function messagePage(message: {
  readonly walletName: string
  readonly title: string
  readonly text: string
  readonly link?: { readonly href: string; readonly text: string }
}): Html {
  const { walletName, title, text, link } = message
  const button = link && html`<p><a class="button primary" href="${link.href}">${link.text}</a></p>`
  const main = html`<main class="narrow"><section class="card message">
<h1>${title}</h1>
<p>${text}</p>
${button}
</section></main>`
  return layout({ title, walletName, main })
}
