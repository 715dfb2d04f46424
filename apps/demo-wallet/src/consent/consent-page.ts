import type { AssetUnit } from '@kivuko/money'
import { type Account, available } from '../books/account.ts'
import type { Interaction } from '../node/identity-provider.ts'
import { html, type Html } from '../pages/html.ts'
import { layout } from '../pages/layout.ts'
import { moneyText } from '../pages/money-text.ts'
import type { AskedInWords, Spending } from './describe-access.ts'

/** What a user is asked. */
export interface Question {
  readonly walletName: string
  readonly asset: AssetUnit
  readonly client: { readonly name: string; readonly uri: string }
  readonly asked: AskedInWords
  /** Whose account it is about; undefined when it is about none. */
  readonly account: Account | undefined
  readonly interaction: Interaction
  /** Comes back with the form, see `FormGuard`. */
  readonly token: string
}

/** The page on which a user accepts or declines. */
export function consentPage(question: Question): Html {
  const { walletName, client, asked, account, asset } = question
  const main = html`<main class="narrow"><section class="card consent" aria-labelledby="who">
<p class="from"><span class="avatar" aria-hidden="true">${initialOf(client.name)}</span>
<span><strong>${client.name}</strong><br><span class="quiet break">${client.uri}</span></span></p>
<h1 id="who">${headingOf(question)}</h1>
${asked.spending && spendingBlock(asked.spending)}
${account && accountBlock(account, asset, asked.spending)}
${permissionList(asked)}
${decisionForm(question)}
</section>
<p class="quiet foot">Accept only if you know ${client.name} and came here from there.</p></main>`
  return layout({ title: `${client.name} asks for your consent`, walletName, main })
}

function headingOf({ client, asked }: Question): string {
  if (asked.spending === undefined) return `Agree to what ${client.name} asks for?`
  return `Let ${client.name} pay from your account?`
}

function spendingBlock(spending: Spending): Html {
  const { amount, counts, interval, receiver } = spending
  const lines = [
    counts === 'received' ? 'as the receiver gets it' : undefined,
    interval,
    receiver && `for one payment request at ${hostOf(receiver)}`,
    amount === undefined ? 'without a limit' : undefined,
  ].filter((line) => line !== undefined)
  const described = lines.map((line) => html`<span class="quiet">${line}</span>`)
  if (amount === undefined) {
    return html`<div class="sum unlimited"><strong>Any amount</strong>${described}</div>`
  }
  return html`<div class="sum"><span class="quiet">Up to</span>
<strong>${moneyText(amount)}</strong>${described}</div>`
}

function accountBlock(account: Account, asset: AssetUnit, spending: Spending | undefined): Html {
  const free = available(account)
  const money = moneyText({ value: free, ...asset })
  const wanted = spending?.amount
  const short = wanted?.code === asset.code && wanted.scale === asset.scale && wanted.value > free
  const note = short ? html`<p class="note">This is more than the account has now.</p>` : undefined
  return html`<dl class="facts"><div><dt>From</dt><dd>${account.name}</dd></div>
<div><dt>Available</dt><dd>${money}</dd></div></dl>${note}`
}

function permissionList({ spending, permissions }: AskedInWords): Html | undefined {
  if (permissions.length === 0) return undefined
  const lead = spending ? 'It could also' : 'It could'
  return html`<h2>${lead}</h2>
<ul class="permissions">${permissions.map((text) => html`<li>${text}</li>`)}</ul>`
}

function decisionForm({ interaction, token }: Question): Html {
  return html`<form method="post" action="/consent" class="decision">
<input type="hidden" name="interactId" value="${interaction.id}">
<input type="hidden" name="nonce" value="${interaction.nonce}">
<input type="hidden" name="token" value="${token}">
<button class="button" name="decision" value="reject">Decline</button>
<button class="button primary" name="decision" value="accept">Accept</button>
</form>`
}

function initialOf(name: string): string {
  return name.trim().charAt(0).toUpperCase()
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}
