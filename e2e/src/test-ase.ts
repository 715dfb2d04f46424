import { type AseDouble, type ReceivedWebhook, startAseDouble } from '@kivuko/testing'
import { type Admin, AdminRefusal } from './test-admin.ts'
import { fundPayment } from './test-objects.ts'

/** An account servicing entity that funds every payment that its node tells it of. */
export interface FundingAse extends AseDouble {
  /** From here on payments are funded; until then a webhook of one is answered 500. */
  fundThrough(admin: Admin): void
  /** Those that it does not fund, by the id of their wallet address. */
  readonly poor: Set<string>
}

/** The rates that it tells: a dollar is worth 0.9 euros. */
const rates = {
  USD: { EUR: 0.9, KES: 130 },
  EUR: { USD: 1.1, KES: 140 },
} as const

/** Starts one on a free port. It takes only webhooks with the right signature. */
export async function startFundingAse(signatureSecret: string): Promise<FundingAse> {
  let admin: Admin | undefined
  const poor = new Set<string>()
  const handle = async ({ id: key, type, data }: ReceivedWebhook): Promise<void> => {
    if (type !== 'outgoing_payment.created') return
    if (admin === undefined) throw new Error('a payment came before the test began')
    if (poor.has(String(data['walletAddressId']))) return
    await fundPayment(admin, { id: String(data['id']), key }).catch(forgiveRepeated)
  }
  const ase = await startAseDouble({ signatureSecret, rates, handle })
  return Object.assign(ase, {
    poor,
    fundThrough: (given: Admin) => {
      admin = given
    },
  })
}

/** A webhook that comes again, after its answer was lost, finds the payment funded. */
function forgiveRepeated(error: unknown): void {
  const isDone = error instanceof AdminRefusal && ['CONFLICT', 'DUPLICATE'].includes(error.code)
  if (!isDone) throw error
}
