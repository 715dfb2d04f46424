/*
 * `node bare-adapter.ts PORT ANSWER`: answers every request with the same body: what HTTP alone
 * costs on this machine.
 */
import { startAnsweringServer } from '../answering-server.ts'

const [port, text = ''] = process.argv.slice(2)
const body = Buffer.from(text)
await startAnsweringServer({
  port: Number(port),
  contentType: 'application/json',
  answer: () => body,
})
