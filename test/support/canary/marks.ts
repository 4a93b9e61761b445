import { AURORA, LINNWORKS } from '../../../sandbox/world.ts'

/** A person who does not exist, every part of whom is easy to find wherever it must not be. */
export const markedPerson = {
  firstName: 'Zephyrine',
  lastName: 'Quillfeather',
  company: 'Thistlewick & Söhne',
  address1: '17 Marmalade Crescent',
  address2: 'Flat Obsidian',
  city: 'Wobblington',
  zip: 'QX9 7ZZ',
  countryCode: 'GB',
  phone: '+447700900555',
} as const

export const markedEmail = 'zephyrine.quillfeather@pemberley.example'
export const markedNote = 'Leave it with Grizelda, gate code GX94418'
export const markedTracking = 'KESTREL4471GB'

/** All of the person in one sentence, as a vendor might quote it. */
export const markedSentence = `${markedPerson.firstName} ${markedPerson.lastName} of ${markedPerson.company}, ${markedPerson.address1}, ${markedPerson.address2}, ${markedPerson.city} ${markedPerson.zip}, ${markedEmail}, ${markedPerson.phone}: not accepted`

/** What must not be found, in whole or in these parts. */
export const personalMarks: readonly string[] = [
  ...['Zephyrine', 'Quillfeather', 'Thistlewick', 'Söhne', 'Marmalade', 'Obsidian', 'Wobblington'],
  ...['QX9 7ZZ', 'QX97ZZ', 'pemberley', '447700900555', '7700900555', 'Grizelda', 'GX94418'],
]

export const secretMarks: readonly string[] = [
  AURORA.accessToken,
  AURORA.webhookSecret,
  LINNWORKS.applicationSecret,
  LINNWORKS.token,
]

/** The ways in which a text may be written down: each is looked for. */
export function formsOf(mark: string): readonly string[] {
  const escaped = mark.replaceAll(
    /[^]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const bytes = Buffer.from(mark)
  return [
    mark,
    encodeURIComponent(mark),
    encodeURIComponent(mark).replaceAll('%20', '+'),
    JSON.stringify(mark).slice(1, -1),
    escaped,
    bytes.toString('hex'),
    ...[0, 1, 2].map((offset) => insideBase64(bytes, offset)),
  ]
}

/** Which marks a text holds, in whatever form and letter case. */
export function findTraces(text: string, marks: readonly string[]): readonly string[] {
  const lowered = text.toLowerCase()
  return marks.filter((mark) => formsOf(mark).some((form) => lowered.includes(form.toLowerCase())))
}

/** The letters of Base64 that stand for these bytes alone, when so many others come before them. */
function insideBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '')
  const from = Math.ceil((offset * 8) / 6)
  const to = Math.floor(((offset + bytes.length) * 8) / 6)
  return text.slice(from, to)
}
