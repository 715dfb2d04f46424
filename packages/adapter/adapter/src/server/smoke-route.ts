import type { RawReply } from '@kivuko/http'
import type { Log } from '@kivuko/log'
import { errorReply, jsonReply } from './error-body.ts'
import { textReply } from './operational-replies.ts'
import { readWhole } from './read-body.ts'
import type { Responder } from './respond.ts'
import { readSmokePayload } from './smoke-payload.ts'

/**
 * Makes the requests of the smoke test, as a client would: 200 `OK` when all are answered well, and
 * when there are none; otherwise 500 with a list of the errors, whose `jobRunID` is the number of
 * the request, from "0". Callers that come meanwhile share one run.
 */
export function createSmokeRoute(options: {
  readonly respond: Responder
  readonly payloadPath: string
  readonly log: Log
}): () => Promise<RawReply> {
  const { respond, payloadPath, log } = options
  const run = async (): Promise<RawReply> => {
    try {
      const requests = (await readSmokePayload(payloadPath)) ?? []
      const replies = await Promise.all(
        requests.map(async (data, index) =>
          respond({ body: readWhole({ id: String(index), data }) }),
        ),
      )
      const failed = replies.filter(({ status }) => status >= 300)
      if (failed.length === 0) return textReply(200, 'OK')
      return jsonReply(
        500,
        failed.map(({ body }): unknown => JSON.parse(body.toString('utf8'))),
      )
    } catch (err) {
      log.error('The smoke test cannot be run', { payloadPath, err })
      const message = 'The smoke test cannot be run: its payload cannot be read'
      return errorReply({ statusCode: 500, name: 'AdapterError', message })
    }
  }
  let underway: Promise<RawReply> | undefined
  return () => {
    underway ??= run().finally(() => {
      underway = undefined
    })
    return underway
  }
}
