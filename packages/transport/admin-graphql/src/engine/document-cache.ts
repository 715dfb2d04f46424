import type { DocumentNode } from 'graphql'

/** Documents kept: more than the different requests of all clients of a node. */
const documentsMax = 500

/**
 * Characters of all kept documents together; in memory a document takes some hundred times that.
 */
const charactersMax = 500_000

/** Documents that were found right, by their text. Those used longest ago go first. */
export interface DocumentCache {
  get(source: string): DocumentNode | undefined
  set(source: string, document: DocumentNode): void
}

/** Makes an empty cache. */
export function createDocumentCache(): DocumentCache {
  const documents = new Map<string, DocumentNode>()
  let characters = 0

  const forget = (source: string): void => {
    if (documents.delete(source)) characters -= source.length
  }
  const keep = (source: string, document: DocumentNode): void => {
    documents.set(source, document)
    characters += source.length
  }

  return {
    get(source) {
      const document = documents.get(source)
      if (document === undefined) return undefined
      forget(source)
      keep(source, document)
      return document
    },
    set(source, document) {
      forget(source)
      keep(source, document)
      for (const oldest of documents.keys()) {
        if (documents.size <= documentsMax && characters <= charactersMax) return
        forget(oldest)
      }
    },
  }
}
