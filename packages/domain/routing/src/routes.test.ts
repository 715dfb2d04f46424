import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import type { Relation, RouteSource } from './route.ts'
import { createRoutes, routesPerPeerMax } from './routes.ts'
import type { RouteChange, Routes } from './routes.ts'

const view = 'bank'

function nextHop(routes: Routes, address: string, exclude?: string): string {
  const route = routes.snapshot().lookup(address, { view, ...(exclude ? { exclude } : {}) })
  return typeof route === 'string' ? route : route.peerId
}

/** Each prefix a static route to the peer of that name. */
function withStatic(table: Readonly<Record<string, string>>): Routes {
  const routes = createRoutes()
  for (const peer of new Set(Object.values(table))) {
    routes.setPeer({ id: peer, relation: 'peer', view })
    const prefixes = Object.keys(table).filter((prefix) => table[prefix] === peer)
    routes.setRoutes({
      peerId: peer,
      source: 'static',
      routes: prefixes.map((prefix) => ({ prefix })),
    })
  }
  return routes
}

interface LookupVectors {
  readonly routes: Readonly<Record<string, string>>
  readonly queries: readonly (readonly [string, string | null])[]
  readonly withCatchAll: {
    readonly add: Readonly<Record<string, string>>
    readonly queries: readonly (readonly [string, string | null])[]
  }
  readonly afterRemove: {
    readonly remove: readonly string[]
    readonly queries: readonly (readonly [string, string | null])[]
  }
}

const vectorsFolder =
  process.env['KIVUKO_VECTORS'] ??
  fileURLToPath(new URL('../../../../../shared/vectors', import.meta.url))
const vectorFile = `${vectorsFolder}/routing-lpm.derived.json`

test('answers the longest-prefix vectors', {
  skip: existsSync(vectorFile) ? false : `no vectors at ${vectorFile}`,
}, () => {
  const vectors = JSON.parse(readFileSync(vectorFile, 'utf8')) as LookupVectors
  const kept = Object.entries(vectors.routes).filter(
    ([prefix]) => !vectors.afterRemove.remove.includes(prefix),
  )
  const groups = [
    [vectors.routes, vectors.queries],
    [{ ...vectors.routes, ...vectors.withCatchAll.add }, vectors.withCatchAll.queries],
    [Object.fromEntries(kept), vectors.afterRemove.queries],
  ] as const
  for (const [table, queries] of groups) {
    const routes = withStatic(table)
    assert.ok(queries.length > 0)
    for (const [address, peer] of queries) {
      assert.equal(nextHop(routes, address), peer ?? 'unreachable', address)
    }
  }
})

test('matches whole segments only, exactly, and by case', () => {
  const routes = withStatic({ g: 'parent', 'g.us': 'a', 'g.us.bank': 'b' })
  assert.equal(nextHop(routes, 'g.us.bank'), 'b')
  assert.equal(nextHop(routes, 'g.us.bank.alice.1'), 'b')
  assert.equal(nextHop(routes, 'g.us.bankx'), 'a')
  assert.equal(nextHop(routes, 'g.usa'), 'parent')
  assert.equal(nextHop(routes, 'g.US.bank'), 'parent')
  assert.equal(nextHop(routes, 'gg.us'), 'unreachable')
})

const segment = fc.constantFrom('a', 'b', 'ab', 'c')
const address = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'))
const prefix = fc.oneof(
  { weight: 9, arbitrary: address },
  { weight: 1, arbitrary: fc.constant('') },
)
const peerIds = ['p0', 'p1', 'p2', 'p3'] as const
const told = fc.record({
  prefix,
  peerId: fc.constantFrom(...peerIds),
  source: fc.constantFrom<RouteSource>('static', 'local', 'ccp', 'default'),
  hops: fc.nat(2),
})
const peerShapes = fc.tuple(
  ...peerIds.map((id) =>
    fc.record({
      id: fc.constant(id),
      relation: fc.constantFrom<Relation>('local', 'child', 'peer', 'parent'),
      weight: fc.nat(1),
      view: fc.constantFrom(view, 'other'),
      shared: fc.boolean(),
      up: fc.boolean(),
    }),
  ),
)

type Told = typeof told extends fc.Arbitrary<infer T> ? T : never
type PeerShape = (typeof peerShapes extends fc.Arbitrary<infer T extends readonly unknown[]>
  ? T
  : never)[number]

/** The rule as a sentence: filter, longest prefix, then one criterion after the other. */
function bruteForce(
  all: readonly Told[],
  shapes: readonly PeerShape[],
  query: { readonly address: string; readonly exclude: string | undefined },
): string {
  const sources = ['static', 'local', 'ccp', 'default']
  const relations = ['local', 'child', 'peer', 'parent']
  const peer = (id: string): PeerShape => {
    const found = shapes.find((shape) => shape.id === id)
    assert.ok(found)
    return found
  }
  const matching = all
    .filter(({ peerId }) => peer(peerId).shared || peer(peerId).view === view)
    .filter(
      (route) =>
        route.prefix === '' ||
        query.address === route.prefix ||
        query.address.startsWith(`${route.prefix}.`),
    )
  const ranks = (route: Told): readonly (number | string)[] => [
    -route.prefix.length,
    sources.indexOf(route.source),
    -peer(route.peerId).weight,
    relations.indexOf(peer(route.peerId).relation),
    route.hops,
    route.peerId,
  ]
  const [best] = matching
    .filter(({ peerId }) => peer(peerId).up && peerId !== query.exclude)
    .sort((left, right) => {
      const [a, b] = [ranks(left), ranks(right)]
      const at = a.findIndex((rank, index) => rank !== b[index])
      return at === -1 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1
    })
  if (best !== undefined) return best.peerId
  return matching.some(({ peerId }) => !peer(peerId).up) ? 'down' : 'unreachable'
}

function build(all: readonly Told[], shapes: readonly PeerShape[]): Routes {
  const routes = createRoutes()
  for (const shape of shapes) {
    // Every shape is reached from another one: changing a peer must give what making it gives.
    routes.setPeer({ id: shape.id, relation: 'parent', view: 'other' })
    const sources = new Set(all.map((route) => route.source))
    for (const source of sources) {
      const own = all.filter((route) => route.peerId === shape.id && route.source === source)
      const list = own.map((route) => ({
        prefix: route.prefix,
        path: Array.from({ length: route.hops }, (_, index) => `h${index}`),
      }))
      routes.setRoutes({ peerId: shape.id, source, routes: list })
    }
    routes.setHealth(shape.id, shape.up)
    routes.setPeer(shape)
  }
  return routes
}

test('finds what a plain search through all routes finds', () => {
  const unique = fc.uniqueArray(told, {
    maxLength: 25,
    selector: ({ prefix: text, peerId, source }) => `${text} ${peerId} ${source}`,
  })
  fc.assert(
    fc.property(
      unique,
      peerShapes,
      fc.array(address, { minLength: 1, maxLength: 5 }),
      fc.option(fc.constantFrom(...peerIds), { nil: undefined }),
      (all, shapes, addresses, exclude) => {
        const routes = build(all, shapes)
        for (const text of addresses) {
          const expected = bruteForce(all, shapes, { address: text, exclude })
          assert.equal(nextHop(routes, text, exclude), expected, text)
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('takes static before local before learnt before default routes', () => {
  const routes = createRoutes()
  for (const source of ['default', 'ccp', 'local', 'static'] as const) {
    routes.setPeer({ id: source, relation: 'peer', view })
    routes.setRoutes({ peerId: source, source, routes: [{ prefix: 'g.x' }] })
    assert.equal(nextHop(routes, 'g.x.y'), source)
  }
})

test('among equals takes the preferred peer, else the lowest id, in and across views', () => {
  const routes = createRoutes()
  for (const [id, shared] of [
    ['a', false],
    ['b', true],
    ['c', false],
  ] as const) {
    routes.setPeer({ id, relation: 'peer', view, shared })
    routes.setRoutes({ peerId: id, source: 'static', routes: [{ prefix: 'g.x' }] })
  }
  const chosen = (prefer?: (peerId: string) => boolean): unknown => {
    const route = routes.snapshot().lookup('g.x', { view, ...(prefer ? { prefer } : {}) })
    return typeof route === 'string' ? route : route.peerId
  }
  assert.equal(chosen(), 'a')
  for (const wanted of ['a', 'b', 'c'])
    assert.equal(
      chosen((id) => id === wanted),
      wanted,
    )
  assert.equal(
    chosen(() => false),
    'a',
  )
})

test('a peer that is down uncovers the next best, and comes back with all its routes', () => {
  const routes = withStatic({ g: 'parent', 'g.us': 'a' })
  routes.setHealth('a', false)
  assert.equal(nextHop(routes, 'g.us.x'), 'parent')
  routes.setHealth('parent', false)
  assert.equal(nextHop(routes, 'g.us.x'), 'down')
  assert.equal(nextHop(routes, 'test.us'), 'unreachable')
  routes.setHealth('a', true)
  assert.equal(nextHop(routes, 'g.us.x'), 'a')
})

test('a packet is not sent back, and that is no outage', () => {
  const routes = withStatic({ 'g.us': 'a' })
  assert.equal(nextHop(routes, 'g.us.x', 'a'), 'unreachable')
})

test('what was handed out does not change', () => {
  const routes = withStatic({ 'g.us': 'a' })
  const before = routes.snapshot()
  assert.equal(routes.snapshot(), before)
  routes.removePeer('a')
  const route = before.lookup('g.us', { view })
  assert.equal(typeof route === 'string' ? route : route.peerId, 'a')
  assert.equal(nextHop(routes, 'g.us'), 'unreachable')
})

test('replaces the routes of one source and leaves those of others', () => {
  const routes = withStatic({ 'g.us': 'a' })
  routes.setRoutes({ peerId: 'a', source: 'ccp', routes: [{ prefix: 'g.eu' }, { prefix: 'g.ke' }] })
  routes.setRoutes({ peerId: 'a', source: 'ccp', routes: [{ prefix: 'g.ke' }] })
  assert.equal(nextHop(routes, 'g.us'), 'a')
  assert.equal(nextHop(routes, 'g.eu'), 'unreachable')
  assert.equal(nextHop(routes, 'g.ke'), 'a')
})

test('refuses, changing nothing, what no table can hold', () => {
  const routes = withStatic({ 'g.us': 'a' })
  const set = (peerId: string, prefixes: readonly string[]): unknown =>
    routes.setRoutes({
      peerId,
      source: 'static',
      routes: prefixes.map((text) => ({ prefix: text })),
    })
  assert.deepEqual(set('b', ['g.eu']), { refusal: 'UnknownPeer' })
  assert.deepEqual(set('a', ['g.eu', 'g.us.']), { refusal: 'InvalidPrefix' })
  assert.deepEqual(set('a', ['g..us']), { refusal: 'InvalidPrefix' })
  const many = Array.from({ length: routesPerPeerMax + 1 }, (_, index) => `g.n${index}`)
  assert.deepEqual(set('a', many), { refusal: 'TooManyRoutes' })
  assert.equal(nextHop(routes, 'g.us'), 'a')
  assert.equal(nextHop(routes, 'g.eu'), 'unreachable')
})

test('tells each change of a best route once, a changed path included, and nothing else', () => {
  const routes = createRoutes()
  const seen: RouteChange[] = []
  const listening = routes.onChange((changes) => seen.push(...changes))
  const take = (): unknown => seen.splice(0).map(({ prefix: text, best }) => [text, best?.peerId])
  for (const id of ['a', 'b']) routes.setPeer({ id, relation: 'peer', view })
  const set = (peerId: string, path: readonly string[]): unknown => {
    routes.setRoutes({ peerId, source: 'ccp', routes: [{ prefix: 'g.x', path }] })
    return take()
  }
  assert.deepEqual(set('b', ['g.1']), [['g.x', 'b']])
  assert.deepEqual(set('b', ['g.1']), [])
  assert.deepEqual(set('b', ['g.2']), [['g.x', 'b']])
  assert.deepEqual(set('a', ['g.1', 'g.2']), [])
  routes.setPeer({ id: 'a', relation: 'child', view })
  assert.deepEqual(take(), [['g.x', 'a']])
  routes.setPeer({ id: 'a', relation: 'child', view })
  assert.deepEqual(take(), [])
  routes.setHealth('a', false)
  assert.deepEqual(take(), [['g.x', 'b']])
  routes.removePeer('b')
  assert.deepEqual(take(), [['g.x', undefined]])
  listening[Symbol.dispose]()
  routes.setHealth('a', true)
  assert.deepEqual(take(), [])
})
