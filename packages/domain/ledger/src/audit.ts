/** The totals of all accounts of one ledger, at one moment. */
export interface LedgerAudit {
  readonly ledger: number
  readonly accounts: number
  readonly debitsPosted: bigint
  readonly creditsPosted: bigint
  readonly debitsPending: bigint
  readonly creditsPending: bigint
  /** What accounts say windows reserve, and what the windows themselves say. */
  readonly debitsInWindows: bigint
  readonly windows: bigint
  /** What the open pending transfers say. */
  readonly pendings: bigint
  /** Accounts that were debited (settlement: credited) beyond what they have. */
  readonly accountsOverdrawn: number
}

/** What is wrong with a ledger, in words; empty when its books balance. */
export function violations(audit: LedgerAudit): readonly string[] {
  const { debitsPosted, creditsPosted, debitsPending, creditsPending, debitsInWindows } = audit
  const debitsForTransfers = debitsPending - debitsInWindows
  const rules: readonly [boolean, string][] = [
    [
      debitsPosted === creditsPosted,
      `posted debits ${debitsPosted} differ from posted credits ${creditsPosted}`,
    ],
    [
      debitsForTransfers === creditsPending,
      `pending debits ${debitsForTransfers} differ from pending credits ${creditsPending}`,
    ],
    [
      creditsPending === audit.pendings,
      `pending credits ${creditsPending} differ from open transfers ${audit.pendings}`,
    ],
    [
      debitsInWindows === audit.windows,
      `debits in windows ${debitsInWindows} differ from windows ${audit.windows}`,
    ],
    [audit.accountsOverdrawn === 0, `${audit.accountsOverdrawn} accounts are overdrawn`],
  ]
  return rules
    .filter(([holds]) => !holds)
    .map(([, violation]) => `ledger ${audit.ledger}: ${violation}`)
}

/** Whether the books of all ledgers balance. */
export function booksBalance(audits: readonly LedgerAudit[]): boolean {
  return audits.every((audit) => violations(audit).length === 0)
}

/**
 * Throws, naming every violation, unless for each ledger debits equal credits, posted and pending,
 * what is reserved is accounted for, and no account is overdrawn. Reads every account once.
 */
export async function assertInvariants(store: {
  audit(): Promise<readonly LedgerAudit[]>
}): Promise<void> {
  const found = (await store.audit()).flatMap(violations)
  if (found.length > 0) throw new Error(`the books do not balance: ${found.join('; ')}`)
}
