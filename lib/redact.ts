const SHORTEST = 3
const TAKEN_OUT = '[…]'

/**
 * Words that vendors begin sentences with or write with a capital. What else begins with one may
 * be somebody's name, street or town, whoever brought it into the sentence.
 */
const VENDOR_WORDS = new Set(
  `a access address all already an and any api argument at cancel canceled cancelled cannot channel closed
  could create customer delivery denied doesn does each error execution expected field for found
  fulfilled fulfillment fulfillments fulfilment gid graphql has hold id ids in input internal invalid
  is it item items key limit line linnworks location locked maximum message minimum minute missing must no
  not null object of on only open operation or order orders parameter parked payment permission
  please processed product quantity reference refund request required shipping shop shopify sku
  source status stock subsource such the there this timeout tracking type unable unknown unprocessed
  url value variable variant was with you your`.split(/\s+/),
)

/**
 * A vendor's sentence about our request, without what may be personal: vendors quote what they
 * refuse, and what they refuse may be somebody's address. Taken out is every text of the request
 * that `isOpaque` does not vouch for, and each of its words that is written like a name or a
 * number; then, of what the vendor brought in itself, all that looks like an e-mail address, a
 * phone number, a post code or a name. What is vouched for once stays. Letter case makes no
 * difference to what is known from the request.
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
    if (isOpaque(key, text)) {
      for (const each of [trimmed, ...wordsOf(trimmed)]) vouched.add(each.toLowerCase())
      return
    }
    for (const each of [trimmed, ...wordsOf(trimmed).filter(isTelling)]) {
      if (each.length >= SHORTEST) texts.set(each.toLowerCase(), each)
    }
  })
  const withoutOurs = [...texts]
    .flatMap(([lowered, text]) => (vouched.has(lowered) ? [] : text))
    .toSorted((a, b) => b.length - a.length)
    .reduce((redacted, text) => redacted.replaceAll(matching(text), TAKEN_OUT), sentence)
  return redactStrangers(withoutOurs, vouched)
}

/** What no request of ours explains is told by its looks. */
function redactStrangers(sentence: string, vouched: ReadonlySet<string>): string {
  return sentence
    .replaceAll(/\S+@[^\s,;]+/g, TAKEN_OUT)
    .replaceAll(/\+\d[\d ()-]{6,}\d/g, TAKEN_OUT)
    .replaceAll(/gid:\/\/\S+|[\p{L}\d][\p{L}\p{M}\d_'’-]*/gu, (word) => {
      const isKnown = word.startsWith('gid:') || vouched.has(word.toLowerCase())
      return isKnown || !isTelling(word) || isVendorWord(word) ? word : TAKEN_OUT
    })
    .replaceAll(/\[…\](\s+\[…\])+/g, TAKEN_OUT)
}

/** Whether a word is written like a part of a name or address: a capital, or digits among letters. */
function isTelling(word: string): boolean {
  return /^\p{Lu}/u.test(word) || /^(?=.*\d)(?=.*\p{L})/u.test(word) || /^\d{9,}$/.test(word)
}

/** `Order`, `SKU`, `ACCESS_DENIED`, and compounds such as `FulfillmentOrder`. */
function isVendorWord(word: string): boolean {
  if (/^[A-Z]+(_[A-Z]+)+$/.test(word)) return true
  const parts = word.split(/(?<=\p{Ll})(?=\p{Lu})|['’-]/u)
  return parts.every((part) => VENDOR_WORDS.has(part.toLowerCase()) || /^\p{Ll}*$/u.test(part))
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\d]+/gu) ?? []
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
