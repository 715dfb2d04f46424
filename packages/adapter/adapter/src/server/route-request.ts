import type { RawHandler } from '@kivuko/http'
import type { Routes } from './adapter-routes.ts'
import { errorReply } from './error-body.ts'

/** A handler that finds the route of a request, with a slash at its end or without. */
export function routeRequests({ get, post }: Routes): RawHandler {
  const message = `Nothing is here: ${whatIsThere({ get, post })}`
  const notFound = { statusCode: 404, name: 'AdapterError', message } as const
  return (request) => {
    const { method, url } = request
    const queryAt = url.indexOf('?')
    const pathEnd = queryAt === -1 ? url.length : queryAt
    const path = url.slice(0, url.charCodeAt(pathEnd - 1) === SLASH ? pathEnd - 1 : pathEnd)
    const route = method === 'POST' ? post.get(path) : isGet(method) ? get.get(path) : undefined
    if (route === undefined) return errorReply(notFound)
    return route(request, queryAt === -1 ? undefined : new URLSearchParams(url.slice(queryAt + 1)))
  }
}

/** What somebody looks for who is lost. */
function whatIsThere({ get, post }: Routes): string {
  const [routes, method] = post.size > 0 ? [post, 'POST'] : [get, 'GET']
  return `there is ${method} ${Array.from(routes.keys(), (path) => path || '/').join(', ')}`
}

const SLASH = 47

function isGet(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}
