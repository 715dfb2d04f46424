import type { Node } from 'oxc-parser'

type Operand = number | bigint

/**
 * The value of a calculation with literals (`64 * 1024`, `2n ** 64n - 1n`), with separators between
 * thousands; undefined when it names something.
 */
export function constantValue(node: Node): string | undefined {
  const value = calculate(node)
  if (value === undefined) return undefined
  const [whole = '', fraction] = value.toString().split('.')
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? separated : `${separated}.${fraction}`
}

function calculate(node: Node): Operand | undefined {
  if (node.type === 'Literal') return isOperand(node.value) ? node.value : undefined
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const value = calculate(node.argument)
    return value === undefined ? undefined : -value
  }
  if (node.type !== 'BinaryExpression') return undefined
  const left = calculate(node.left)
  const right = calculate(node.right)
  if (typeof left === 'number' && typeof right === 'number') {
    return combineNumbers(node.operator, { left, right })
  }
  if (typeof left !== 'bigint' || typeof right !== 'bigint') return undefined
  return combineBigints(node.operator, { left, right })
}

function isOperand(value: unknown): value is Operand {
  return typeof value === 'number' || typeof value === 'bigint'
}

interface Pair<T> {
  readonly left: T
  readonly right: T
}

function combineNumbers(operator: string, { left, right }: Pair<number>): number | undefined {
  if (operator === '*') return left * right
  if (operator === '+') return left + right
  if (operator === '-') return left - right
  if (operator === '/') return left / right
  return operator === '**' ? left ** right : undefined
}

function combineBigints(operator: string, { left, right }: Pair<bigint>): bigint | undefined {
  if (operator === '*') return left * right
  if (operator === '+') return left + right
  if (operator === '-') return left - right
  return operator === '**' ? left ** right : undefined
}
