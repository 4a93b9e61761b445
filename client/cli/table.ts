import Table from 'cli-table3'

/**
 * A table without colour, for a terminal and for a pipe alike. The last column takes what is left
 * of `width` and wraps.
 */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const narrow = head
    .slice(0, -1)
    .map(
      (title, column) =>
        2 + Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map(widthOf)),
    )
  const left = width - narrow.reduce((sum, each) => sum + each + 1, 0) - 2
  const wanted =
    2 + Math.max(...[head.at(-1) ?? '', ...rows.map((row) => row.at(-1) ?? '')].map(widthOf))
  const table = new Table({
    head: [...head],
    style: { head: [], border: [] },
    colWidths: [...narrow, Math.min(wanted, Math.max(left, 30))],
    wordWrap: true,
  })
  table.push(...rows.map((row) => [...row]))
  return table.toString()
}

/** How long ago, in the largest unit that says something: `42 s`, `12 min`, `3 h`, `4 d`. */
export function formatAge(since: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return seconds < 48 * 3600
    ? `${Math.floor(seconds / 3600)} h`
    : `${Math.floor(seconds / 86_400)} d`
}

/** `2026-11-23 10:32 UTC`. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `1 order`, `2 orders`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length))
}
