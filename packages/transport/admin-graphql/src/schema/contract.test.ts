import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql'

/** What of the reference's interface is not offered. */
const notOffered = [
  'CreateOrUpdatePeerByUrlInput',
  'CreateOrUpdatePeerByUrlMutationResponse',
  'CreateTenantInput',
  'CreateTenantSettingsInput',
  'CreateTenantSettingsMutationResponse',
  'DeleteTenantMutationResponse',
  'Mutation.createOrUpdatePeerByUrl',
  'Mutation.createTenant',
  'Mutation.createTenantSettings',
  'Mutation.deleteTenant',
  'Mutation.triggerWalletAddressEvents',
  'Mutation.updateTenant',
  'Query.tenants',
  'TenantEdge',
  'TenantMutationResponse',
  'TenantSettingInput',
  'TenantsConnection',
  'TriggerWalletAddressEventsInput',
  'TriggerWalletAddressEventsMutationResponse',
  'UpdateTenantInput',
]

const folder =
  process.env['KIVUKO_CONTRACTS'] ?? join(import.meta.dirname, '../../../../../../shared/contracts')
const contractFile = join(folder, 'backend-admin.graphql')
const options = existsSync(contractFile)
  ? {}
  : { skip: `no contract at ${contractFile}; set KIVUKO_CONTRACTS` }

test('the schema is the contract, but for what is listed as not offered', options, () => {
  const ours = describeSchema(readSchema(new URL('admin.graphql', import.meta.url)))
  const contract = describeSchema(readSchema(contractFile))
  const missing = [...contract.keys()].filter((name) => !ours.has(name))
  // Members of what is missing go without saying.
  const told = missing.filter((name) => !missing.includes(ownerOf(name)))
  assert.deepEqual(told.sort(), notOffered)
  for (const [name, signature] of ours) assert.equal(signature, contract.get(name), name)
})

/** The type of a field or value; the field of an argument. */
function ownerOf(name: string): string {
  return name.slice(0, Math.max(name.indexOf('('), name.indexOf('.')))
}

function readSchema(file: URL | string): GraphQLSchema {
  return buildSchema(readFileSync(file, 'utf8'))
}

/** Each type, field, argument and value by its name, with everything that a client can rely on. */
function describeSchema(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  return new Map(
    types.flatMap((type) => [[type.name, describeType(type)], ...describeMembers(type)]),
  )
}

function describeType(type: GraphQLNamedType): string {
  const kind = type.constructor.name
  if (!isObjectType(type) && !isInterfaceType(type)) return kind
  const interfaces = type.getInterfaces().map(({ name }) => name)
  return `${kind} implements ${interfaces.sort().join(' & ')}`
}

function describeMembers(type: GraphQLNamedType): [string, string][] {
  if (isEnumType(type)) {
    return type.getValues().map((value) => [`${type.name}.${value.name}`, deprecation(value)])
  }
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => describeField(type.name, field))
}

function describeField(
  type: string,
  field: GraphQLField<unknown, unknown> | GraphQLInputField,
): [string, string][] {
  const name = `${type}.${field.name}`
  const args = 'args' in field ? field.args : []
  return [
    [name, describeValue(field)],
    ...args.map((arg): [string, string] => [`${name}(${arg.name})`, describeValue(arg)]),
  ]
}

function describeValue(
  value: GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument,
): string {
  const fallback = 'defaultValue' in value ? JSON.stringify(value.defaultValue) : undefined
  return `${value.type.toString()} = ${fallback} ${deprecation(value)}`
}

function deprecation(value: { readonly deprecationReason?: string | null | undefined }): string {
  return typeof value.deprecationReason === 'string' ? 'deprecated' : ''
}
