// Reads size, lanes, chapters, rows and packets from an exported SVG.

interface Event {
  t: string
  seq: number
  id: string
  name: string
  from: string
  to: string
  sent: number | null
}

interface Row {
  kind: string
  time: number
  /** The number of its events. */
  count: number
  /** The first of them. */
  events: Event[]
}

export function readPicture(svg: string): {
  width: number
  height: number
  lanes: string[]
  /** Title and sentence of each. */
  chapters: string[]
  rows: Row[]
  /** Those of all rows, in the order of the file. */
  packets: Event[]
} {
  const [, width, height] = /<svg [^>]*?width="(\d+)" height="(\d+)"/.exec(svg) ?? []
  const titles = (name: string) =>
    [...svg.matchAll(new RegExp(`<g class="${name}"><title>(.*?)</title>`, 'g'))].map(([, title = '']) =>
      unescape(title),
    )
  const rows = [...svg.matchAll(/<g class="row \w+"><title>[^]*?<\/title><desc>(.*?)<\/desc>/g)].map(
    ([, facts = '']) => JSON.parse(unescape(facts)) as Row,
  )
  return {
    width: Number(width),
    height: Number(height),
    lanes: titles('lane'),
    chapters: titles('chapter'),
    rows,
    packets: rows
      .flatMap(({ events }) => events.filter(({ t }) => t === 'packet'))
      .toSorted((a, b) => a.seq - b.seq),
  }
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
