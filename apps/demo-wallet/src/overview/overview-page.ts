import type { AssetUnit } from '@kivuko/money'
import { type Account, available, type Movement } from '../books/account.ts'
import { html, type Html } from '../pages/html.ts'
import { layout } from '../pages/layout.ts'
import { moneyText } from '../pages/money-text.ts'

/** What the overview shows. */
export interface Overview {
  readonly walletName: string
  readonly asset: AssetUnit
  readonly accounts: readonly AddressedAccount[]
  readonly nowMs: number
}

/** An account and where others can pay to. */
export interface AddressedAccount {
  readonly account: Account
  readonly walletAddress: string
  /** Where a browser finds the wallet address. */
  readonly link: string
}

/** All accounts with their balances and latest movements. */
export function overviewPage(overview: Overview): Html {
  const { walletName, asset, accounts } = overview
  const cards = accounts.map((addressed) => accountCard(overview, addressed))
  const main = html`<main class="wide"><h1>Accounts</h1>
<p class="quiet lead">Kept in ${asset.code}. The bank's own view; customers would see theirs.</p>
<div class="accounts">${cards}</div></main>`
  return layout({ title: 'Accounts', walletName, main, live: true })
}

function accountCard({ asset, nowMs }: Overview, addressed: AddressedAccount): Html {
  const { account, walletAddress, link } = addressed
  const money = (value: bigint): string => moneyText({ value, ...asset })
  const withoutScheme = walletAddress.replace(/^https?:\/\//, '')
  const held = account.held > 0n ? html` · ${money(account.held)} on hold` : undefined
  return html`<article class="card account" aria-labelledby="${account.id}">
<h2 id="${account.id}">${account.name}</h2>
<p class="balance">${money(available(account))}</p>
<p class="quiet">available${held}</p>
<p class="address"><a class="break" href="${link}">${withoutScheme}</a></p>
<ol class="movements">${account.movements.map((each) => movementLine(each, { money, nowMs }))}</ol>
</article>`
}

const wordFor: Readonly<Record<Movement['kind'], string>> = {
  opened: 'Opening balance',
  held: 'On hold',
  sent: 'Sent',
  received: 'Received',
}

function movementLine(
  { kind, amount, atMs }: Movement,
  { money, nowMs }: { money: (value: bigint) => string; nowMs: number },
): Html {
  const sign = kind === 'sent' || kind === 'held' ? '−' : '+'
  const at = new Date(atMs).toISOString()
  return html`<li class="${kind}"><span>${wordFor[kind]}
<time datetime="${at}">${agoText(nowMs - atMs)}</time></span>
<span class="amount">${sign}${money(amount)}</span></li>`
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

function agoText(ms: number): string {
  if (ms < minuteMs) return 'just now'
  if (ms < hourMs) return `${Math.trunc(ms / minuteMs)} min ago`
  if (ms < dayMs) return `${Math.trunc(ms / hourMs)} h ago`
  return `${Math.trunc(ms / dayMs)} d ago`
}
