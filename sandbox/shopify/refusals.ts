import type { GraphQLError } from 'graphql'

/** An error as the API prints it. */
export interface PrintedError {
  readonly message: string
  readonly locations?: unknown
  readonly path?: unknown
  readonly extensions: Readonly<Record<string, unknown>>
}

/**
 * Prints errors of parsing and validation in Shopify's words where those are known; the rest
 * keep the words of the GraphQL library.
 */
export function printInvalid(error: GraphQLError): PrintedError {
  const unknownField = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message)
  if (unknownField !== null) {
    const [, fieldName, typeName] = unknownField
    const message = `Field '${fieldName}' doesn't exist on type '${typeName}'`
    return withPlaces(error, message, { code: 'undefinedField', typeName, fieldName })
  }
  const missing = /^Field "(\w+)" argument "(\w+)" of type "[^"]+" is required/.exec(error.message)
  if (missing !== null) {
    const [, name, argument] = missing
    const message = `Field '${name}' is missing required arguments: ${argument}`
    const code = 'missingRequiredArguments'
    return withPlaces(error, message, { code, className: 'Field', name, arguments: argument })
  }
  return withPlaces(error, error.message, { code: 'argumentLiteralsIncompatible' })
}

/** A variable that does not fit its type: top level, nothing executed. Observed on live stores. */
export function printBadVariable(error: GraphQLError): PrintedError {
  const found = /^Variable "\$(\w+)" got invalid value .*?(?: at "\w+\.?([^"]*)")?; (.*)$/s.exec(
    error.message,
  )
  const [, name = '', place = '', problem = error.message] = found ?? []
  const undefinedField = /^Field "(\w+)" is not defined by type "(\w+)"/.exec(problem)
  const path = [
    ...place.split('.').filter(Boolean),
    ...(undefinedField?.[1] === undefined ? [] : [undefinedField[1]]),
  ]
  const explanation =
    undefinedField === null ? problem : `Field is not defined on ${undefinedField[2]}`
  const where = path.length === 0 ? '' : ` for ${path.join('.')}`
  const message = `Variable $${name} was provided invalid value${where} (${explanation})`
  return withPlaces(error, message, { code: 'INVALID_VARIABLE', problems: [{ path, explanation }] })
}

/** An error of a field that ran. */
export function printError(error: GraphQLError): PrintedError {
  return withPlaces(error, error.message, { ...error.extensions })
}

export const throttled: PrintedError = {
  message: 'Throttled',
  extensions: {
    code: 'THROTTLED',
    documentation: 'https://shopify.dev/api/usage/rate-limits',
  },
}

export const maximumQueryCost = 1000

export function tooExpensive(cost: number): PrintedError {
  return {
    message: `Query cost is ${cost}, which exceeds the single query max cost limit (${maximumQueryCost})`,
    extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: maximumQueryCost },
  }
}

export const maximumInputSize = 250

export function tooLarge(size: number): PrintedError {
  return {
    message: `The input array size of ${size} is greater than the maximum allowed of ${maximumInputSize}.`,
    extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
  }
}

function withPlaces(
  error: GraphQLError,
  message: string,
  extensions: Readonly<Record<string, unknown>>,
): PrintedError {
  const { locations, path } = error
  return {
    message,
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    extensions,
  }
}
