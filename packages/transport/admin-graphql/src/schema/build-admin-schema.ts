import { readFileSync } from 'node:fs'
import { buildSchema, type GraphQLFieldResolver, GraphQLSchema, isObjectType } from 'graphql'
import type { AdminContext } from '../admin-context.ts'
import type { AdminResolvers } from '../resolvers/all-resolvers.ts'
import { scalars } from './scalars.ts'

/** A resolver as the schema calls it. */
export type AnyResolver = GraphQLFieldResolver<
  unknown,
  AdminContext,
  Readonly<Record<string, unknown>>
>

/**
 * Makes the schema of `admin.graphql`, answered by `resolvers`. `aroundMutation` wraps the resolver
 * of every mutation.
 */
export function buildAdminSchema(options: {
  readonly resolvers: AdminResolvers
  readonly aroundMutation: (name: string, resolve: AnyResolver) => AnyResolver
}): GraphQLSchema {
  const { resolvers, aroundMutation } = options
  const schema = buildSchema(readFileSync(new URL('admin.graphql', import.meta.url), 'utf8'))
  for (const [name, functions] of Object.entries(scalars)) {
    Object.assign(schema.getType(name) ?? missing(name), functions)
  }
  for (const [type, fields] of Object.entries(resolvers)) {
    for (const [name, resolve] of Object.entries(fields as Record<string, AnyResolver>)) {
      fieldOf(schema, type, name).resolve =
        type === 'Mutation' ? aroundMutation(name, resolve) : resolve
    }
  }
  return schema
}

function fieldOf(schema: GraphQLSchema, typeName: string, name: string) {
  const type = schema.getType(typeName)
  const field = isObjectType(type) ? type.getFields()[name] : undefined
  return field ?? missing(`${typeName}.${name}`)
}

function missing(name: string): never {
  throw new Error(`admin.graphql has no ${name}`)
}
