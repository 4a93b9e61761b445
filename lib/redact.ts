const SHORTEST = 3

/**
 * A vendor's sentence about our request, with every text of that request taken out of it that
 * `isOpaque` does not vouch for: vendors quote what they refuse, and what they refuse may be
 * somebody's address. What is vouched for once stays. Letter case makes no difference.
 */
export function redactRequestTexts(
  sentence: string,
  request: unknown,
  isOpaque: (key: string, text: string) => boolean,
): string {
  const texts = new Map<string, string>()
  const vouched = new Set<string>()
  collectTexts('', request, (key, text) => {
    const trimmed = text.trim()
    if (isOpaque(key, text)) vouched.add(trimmed.toLowerCase())
    else if (trimmed.length >= SHORTEST) texts.set(trimmed.toLowerCase(), trimmed)
  })
  return [...texts]
    .flatMap(([lowered, text]) => (vouched.has(lowered) ? [] : text))
    .toSorted((a, b) => b.length - a.length)
    .reduce((redacted, text) => redacted.replaceAll(matching(text), '[…]'), sentence)
}

function matching(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi')
}

/** Members of an array go by the name of the array. */
function collectTexts(
  key: string,
  value: unknown,
  visit: (key: string, text: string) => void,
): void {
  if (typeof value === 'string') visit(key, value)
  else if (Array.isArray(value)) for (const member of value) collectTexts(key, member, visit)
  else if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) collectTexts(name, member, visit)
  }
}
