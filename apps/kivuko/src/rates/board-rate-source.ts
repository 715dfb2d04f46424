import { haveMoved, type RateBoard } from '@kivuko/adapter-rates'
import { ratioFromDecimal } from '@kivuko/money'
import type { RateRefusal, RateSource, RateTable } from '@kivuko/rates'

/** How long who asks waits for the first prices; once there were some, nobody waits. */
export const firstRatesMsMax = 1_000

/**
 * Rates that adapters in this process make. `own` are rates of tenants that have a source of their
 * own: who has none there (`MissingExchangeRatesUrl`) is given the board's. A table of these holds
 * until a rate has moved by more than `moveBasisPointsMax`, has gone or has come.
 */
export function createBoardRateSource(
  board: Pick<RateBoard, 'rates' | 'started'>,
  own: RateSource,
  moveBasisPointsMax = 0,
): RateSource {
  return {
    load: async (base, tenantId) => {
      const answer = await own.load(base, tenantId)
      const hasOwn = !('refusal' in answer) || answer.refusal !== 'MissingExchangeRatesUrl'
      return hasOwn ? answer : await loadBoard({ board, moveBasisPointsMax }, base, tenantId)
    },
  }
}

async function loadBoard(
  {
    board,
    moveBasisPointsMax,
  }: {
    readonly board: Pick<RateBoard, 'rates' | 'started'>
    readonly moveBasisPointsMax: number
  },
  base: string,
  tenantId: string,
): Promise<RateTable | RateRefusal> {
  if (board.rates(base, tenantId)?.rates.size === 0) await board.started(firstRatesMsMax)
  const table = board.rates(base, tenantId)
  if (table === undefined) {
    return { refusal: 'InvalidBaseAsset', detail: `no market of RATES_CONFIG leads from ${base}` }
  }
  if (table.rates.size === 0) {
    return { refusal: 'CouldNotFetchRates', detail: `no adapter has a fresh price for ${base}` }
  }
  const rates = Array.from(
    table.rates,
    ([code, { text }]) => [code, ratioFromDecimal(text)] as const,
  )
  let same = table
  return {
    base,
    rates: new Map(rates.filter((rate) => isRead(rate))),
    holds: () => {
      const now = board.rates(base, tenantId)
      if (now === same) return true
      if (now === undefined || haveMoved(table.rates, now.rates, moveBasisPointsMax)) return false
      same = now
      return true
    },
  }
}

function isRead<Code, Value>(
  rate: readonly [Code, Value | undefined],
): rate is readonly [Code, Value] {
  return rate[1] !== undefined
}
