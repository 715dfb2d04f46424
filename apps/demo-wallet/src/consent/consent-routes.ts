import type { AssetUnit } from '@kivuko/money'
import type { Log } from '@kivuko/log'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Account } from '../books/account.ts'
import type { AskedGrant, IdentityProvider, Interaction } from '../node/identity-provider.ts'
import { type Html, renderHtml } from '../pages/html.ts'
import { messagePage } from '../pages/layout.ts'
import { consentPage } from './consent-page.ts'
import { describeAccess } from './describe-access.ts'
import type { FormGuard } from './form-guard.ts'

/** What the consent page needs. */
export interface ConsentOptions {
  readonly walletName: string
  readonly asset: AssetUnit
  readonly identityProvider: IdentityProvider
  readonly guard: FormGuard
  /** The account behind a wallet address. */
  readonly accountAt: (walletAddress: string) => Account | undefined
  readonly log: Log
}

/**
 * `GET /consent` asks the user, `POST /consent` takes the answer. A real wallet would have the user
 * log in first, and ask about the user's own accounts only.
 */
export function addConsentRoutes(app: FastifyInstance, options: ConsentOptions): void {
  app.get('/consent', async (request, reply) => {
    const query = querySchema.safeParse(request.query)
    if (!query.success) return sendPage(reply, 400, notAsked(options))
    return await showQuestion(options, { ...query.data, request, reply })
  })
  app.post('/consent', async (request, reply) => {
    const form = formSchema.safeParse(request.body)
    if (!form.success) return sendPage(reply, 400, notAsked(options))
    return await takeDecision(options, { ...form.data, request, reply })
  })
}

interface Exchange {
  readonly interaction: Interaction
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function showQuestion(
  options: ConsentOptions,
  asked: Exchange & { readonly client: { readonly name: string; readonly uri: string } },
): Promise<FastifyReply> {
  const { walletName, asset, identityProvider, guard } = options
  const { interaction, client, request, reply } = asked
  const grant = await orUnreachable(options, identityProvider.ask(interaction))
  if (grant === 'unreachable') return sendPage(reply, 502, unreachable(options))
  if (grant === undefined) return sendPage(reply, 404, notAsked(options))
  if (grant.state !== 'PENDING') return sendPage(reply, 200, decidedBefore(options, interaction))
  const page = consentPage({
    walletName,
    asset,
    client,
    asked: describeAccess(grant.access, grant.subjectIds),
    account: accountOf(options, grant),
    interaction,
    token: guard.issue(request, reply, subjectOf(interaction)),
  })
  return sendPage(reply, 200, page)
}

async function takeDecision(
  options: ConsentOptions,
  answer: Exchange & { readonly decision: 'accept' | 'reject'; readonly token: string },
): Promise<FastifyReply> {
  const { identityProvider, guard, log } = options
  const { interaction, decision, token, request, reply } = answer
  if (!guard.isValid(request, { token, subject: subjectOf(interaction) })) {
    return sendPage(reply, 403, outdated(options))
  }
  const decided = await orUnreachable(options, identityProvider.decide(interaction, decision))
  if (decided === 'unreachable') return sendPage(reply, 502, unreachable(options))
  if (!decided) return sendPage(reply, 409, decidedBefore(options, interaction))
  log.info('A user has decided', { interaction: interaction.id, decision })
  return reply.redirect(identityProvider.finishUrl(interaction), 303)
}

/** The form's token is for one question. */
function subjectOf({ id, nonce }: Interaction): string {
  return `${id}/${nonce}`
}

function accountOf({ accountAt }: ConsentOptions, { access, subjectIds }: AskedGrant) {
  const addresses = [...access.map(({ identifier }) => identifier), ...subjectIds]
  const address = addresses.find((each) => each !== undefined)
  return address === undefined ? undefined : accountAt(address)
}

async function orUnreachable<Answer>(
  { log }: ConsentOptions,
  answer: Promise<Answer>,
): Promise<Answer | 'unreachable'> {
  try {
    return await answer
  } catch (err) {
    log.error('The authorization server cannot be asked', { err })
    return 'unreachable'
  }
}

/** A consent page must never come from a cache: what it asks about is decided once. */
function sendPage(reply: FastifyReply, status: number, page: Html): FastifyReply {
  const type = 'text/html; charset=utf-8'
  return reply.status(status).header('cache-control', 'no-store').type(type).send(renderHtml(page))
}

function notAsked({ walletName }: ConsentOptions): Html {
  return messagePage({
    walletName,
    title: 'There is nothing to decide',
    text:
      'This request is unknown, or its time is over. ' +
      'Please go back to where you came from and begin again.',
  })
}

function decidedBefore({ walletName, identityProvider }: ConsentOptions, interaction: Interaction) {
  return messagePage({
    walletName,
    title: 'You have decided already',
    text: 'Your answer was taken. You can go on to where you came from.',
    link: { href: identityProvider.finishUrl(interaction), text: 'Go on' },
  })
}

function outdated({ walletName }: ConsentOptions): Html {
  return messagePage({
    walletName,
    title: 'Please decide once more',
    text:
      'For your safety an answer counts only on a page that this browser has just been shown. ' +
      'Please go back, load the page anew and decide.',
  })
}

function unreachable({ walletName }: ConsentOptions): Html {
  return messagePage({
    walletName,
    title: 'We cannot answer just now',
    text:
      'A part of our systems does not respond, and nothing was decided. ' +
      'Please try again in a moment.',
  })
}

/** Longer texts are no names, addresses or secrets of this node's making. */
const fieldLengthMax = 2_048

const field = z.string().min(1).max(fieldLengthMax)

const querySchema = z
  .object({ interactId: field, nonce: field, clientName: field, clientUri: field })
  .transform(({ interactId, nonce, clientName, clientUri }) => ({
    interaction: { id: interactId, nonce },
    client: { name: clientName, uri: clientUri },
  }))

const formSchema = z
  .object({ interactId: field, nonce: field, token: field, decision: z.enum(['accept', 'reject']) })
  .transform(({ interactId, nonce, token, decision }) => ({
    interaction: { id: interactId, nonce },
    token,
    decision,
  }))
