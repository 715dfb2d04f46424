import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'

import { formats } from './formats.ts'
import { createOperations, type Operation, type OperationId } from './operations.ts'

/** What of a request an OpenAPI document describes. */
export interface DescribedRequest {
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** The official documents of Open Payments as judges of requests and answers. */
export interface OpenApi {
  /** What is wrong with a request first; undefined when nothing is. */
  requestComplaint(id: OperationId, request: DescribedRequest): string | undefined
  /** The same of an answer; one that the document does not describe is right. */
  responseComplaint(
    id: OperationId,
    response: { readonly status: number; readonly body?: unknown },
  ): string | undefined
}

/** Makes the judges: of each operation when it is first asked for, once. */
export function createOpenApi(): OpenApi {
  const operation = createOperations()
  const ajv = new Ajv2020({
    // The documents carry words of OpenAPI, and one misspelt.
    strict: false,
    validateSchema: false,
    logger: false,
    formats: { ...formats },
  })
  const judges = new Map<OperationId, Judge>()
  const judge = (id: OperationId): Judge => {
    const known = judges.get(id)
    if (known) return known
    const made = createJudge(ajv, operation(id))
    judges.set(id, made)
    return made
  }
  return {
    requestComplaint(id, { query, body }) {
      const { request, integers } = judge(id)
      return request({ query: withIntegers(query, integers), body })
    },
    responseComplaint: (id, { status, body }) => judge(id).response(String(status))?.(body),
  }
}

type Complaint = (value: unknown) => string | undefined

interface Judge {
  readonly request: Complaint
  /** The parameters that are numbers; a query has texts only. */
  readonly integers: readonly string[]
  readonly response: (status: string) => Complaint | undefined
}

function createJudge(ajv: Ajv2020, operation: Operation): Judge {
  const responses = new Map<string, Complaint>()
  return {
    request: complaintOf(ajv.compile(requestSchema(operation))),
    integers: operation.query
      .filter(({ schema }) => schema['type'] === 'integer')
      .map(({ name }) => name),
    response: (status) => {
      const schema = operation.responses.get(status)
      const known = responses.get(status)
      if (schema === undefined || known !== undefined) return known
      const made = complaintOf(ajv.compile(schema))
      responses.set(status, made)
      return made
    },
  }
}

function requestSchema({ query, body }: Operation): object {
  return {
    type: 'object',
    required: body === undefined ? [] : ['body'],
    properties: {
      query: {
        type: 'object',
        required: query.filter(({ required }) => required).map(({ name }) => name),
        properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
      },
      // Some alternatives of the documents forget to say that they are objects.
      ...(body !== undefined && { body: { type: 'object', ...body } }),
    },
  }
}

function withIntegers(
  query: DescribedRequest['query'],
  names: readonly string[],
): DescribedRequest['query'] {
  if (names.every((name) => query[name] === undefined)) return query
  const isInteger = (text: unknown): boolean =>
    typeof text === 'string' && /^-?[0-9]{1,9}$/.test(text)
  return Object.fromEntries(
    Object.entries(query).map(([name, text]) => [
      name,
      names.includes(name) && isInteger(text) ? Number(text) : text,
    ]),
  )
}

function complaintOf(validate: ValidateFunction): Complaint {
  return (value) => (validate(value) ? undefined : describe(validate.errors ?? []))
}

/** The error that lies deepest: where there are alternatives, it is in the one that was meant. */
function describe(errors: readonly ErrorObject[]): string {
  const depth = ({ instancePath }: ErrorObject): number => instancePath.split('/').length
  const [first, ...others] = errors
  if (first === undefined) return 'is invalid'
  const deepest = others.reduce((most, error) => (depth(error) > depth(most) ? error : most), first)
  const { instancePath, message = 'is invalid', params } = deepest
  const place = instancePath.slice(1).replaceAll('/', '.')
  const extra: unknown = params['additionalProperty']
  const named = typeof extra === 'string' ? `: ${extra}` : ''
  return `${place} ${message}${named}`.trim()
}
