import {
  baseUrl,
  boolean,
  defaulted,
  integer,
  oneOf,
  optional,
  port,
  required,
  secret,
  secretText,
  url,
} from '@kivuko/config'
import { sharedSettings } from './shared-settings.ts'

/**
 * What the authorization server reads from the environment; names and defaults are those of Rafiki.
 */
export const authSettings = {
  ...sharedSettings,
  authDatabaseUrl: optional({
    env: 'AUTH_DATABASE_URL',
    type: secret(url(['postgresql:', 'postgres:'])),
    doc: 'The Postgres database. Without it the node runs one of its own, in KIVUKO_DATA_DIR.',
  }),
  authPort: defaulted({
    env: 'AUTH_PORT',
    type: port(),
    default: '3006',
    doc: 'Grants, tokens and interactions.',
  }),
  introspectionPort: defaulted({
    env: 'INTROSPECTION_PORT',
    type: port(),
    default: '3007',
    doc: 'Token introspection, for resource servers.',
  }),
  interactionPort: defaulted({
    env: 'INTERACTION_PORT',
    type: port(),
    default: '3009',
    doc: 'The API of the identity provider.',
  }),
  serviceApiPort: defaulted({
    env: 'SERVICE_API_PORT',
    type: port(),
    default: '3011',
    doc: 'Tenants, for the backend.',
  }),
  authServerUrl: required({
    env: 'AUTH_SERVER_URL',
    type: baseUrl(),
    doc: 'Where clients and browsers find this server.',
  }),
  identityServerUrl: required({
    env: 'IDENTITY_SERVER_URL',
    type: url(),
    doc: 'The page where people consent.',
  }),
  identityServerSecret: required({
    env: 'IDENTITY_SERVER_SECRET',
    type: secretText(),
    doc: 'What the identity provider presents as `x-idp-secret`.',
  }),
  cookieKey: required({
    env: 'COOKIE_KEY',
    type: secretText(),
    doc: 'Key of the signatures of session cookies.',
  }),
  cookieSameSite: optional({
    env: 'INTERACTION_COOKIE_SAME_SITE',
    type: oneOf('lax', 'none'),
    doc: 'The `SameSite` of session cookies.',
  }),
  tokenExpirySeconds: defaulted({
    env: 'ACCESS_TOKEN_EXPIRY_SECONDS',
    type: integer({ min: 1 }),
    default: '600',
    doc: 'How long an access token holds.',
  }),
  tokenDeletionDays: defaulted({
    env: 'ACCESS_TOKEN_DELETION_DAYS',
    type: integer({ min: 0, max: 36_500 }),
    default: '30',
    doc: 'Days after which expired tokens are deleted.',
  }),
  interactionExpirySeconds: defaulted({
    env: 'INTERACTION_EXPIRY_SECONDS',
    type: integer({ min: 1 }),
    default: '600',
    doc: 'How long a person has for a consent.',
  }),
  waitSeconds: defaulted({
    env: 'WAIT_SECONDS',
    type: integer({ min: 0 }),
    default: '5',
    doc: 'How long a client waits between two continuations.',
  }),
  incomingPaymentInteraction: defaulted({
    env: 'INCOMING_PAYMENT_INTERACTION',
    type: boolean(),
    default: 'false',
    doc: 'Whether grants for incoming payments need consent.',
  }),
  quoteInteraction: defaulted({
    env: 'QUOTE_INTERACTION',
    type: boolean(),
    default: 'false',
    doc: 'Whether grants for quotes need consent.',
  }),
  listAllInteraction: defaulted({
    env: 'LIST_ALL_ACCESS_INTERACTION',
    type: boolean(),
    default: 'true',
    doc: 'Whether grants to list everything need consent.',
  }),
} as const
