import type { Node } from 'oxc-parser'

/** The names that a declaration introduces. */
export function declaredNames(declaration: Node): readonly string[] {
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
  }
  const { id } = declaration as { readonly id?: Node | null }
  return id?.type === 'Identifier' ? [id.name] : []
}
