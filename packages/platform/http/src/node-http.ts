/**
 * The servers of `node:http` and `node:https`, taken as values: an `import` of `node:http` reads
 * every name that it exports, `WebSocket` among them, and so loads the client that Node carries
 * for `fetch`: 16 MB and 25 ms that no process of ours needs.
 */
export const { createServer } = process.getBuiltinModule('node:http')
export const { createServer: createTlsServer } = process.getBuiltinModule('node:https')
