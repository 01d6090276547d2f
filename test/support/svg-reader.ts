// Reads size, lanes and arrows from an exported SVG.

interface Arrow {
  id: string
  name: string
  from: string
  to: string
  sent: number | null
}

export function readPicture(svg: string): {
  width: number
  height: number
  lanes: string[]
  arrows: Arrow[]
} {
  const [, width, height] = /<svg [^>]*?width="(\d+)" height="(\d+)"/.exec(svg) ?? []
  const lanes = [...svg.matchAll(/<g class="lane"><title>(.*?)<\/title>/g)].map(([, name = '']) =>
    unescape(name),
  )
  const arrows = [...svg.matchAll(/<g class="packet"><title>.*?<\/title><desc>(.*?)<\/desc>/g)]
  return {
    width: Number(width),
    height: Number(height),
    lanes,
    arrows: arrows.map(([, facts = '']) => JSON.parse(unescape(facts)) as Arrow),
  }
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
