// The few words of SVG that drawings are made of. Whatever a name holds, the result is well-formed XML.

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** What XML 1.0 has no way to write becomes the replacement character. */
export function escapeXml(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one)
}

export type Attributes = Record<string, string | number>

/** An element; `content` is SVG already. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(shown(value))}"`)
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeXml(content))
}

/** Whole, or its beginning and an ellipsis. */
export function truncate(content: string, length: number): string {
  const letters = [...content]
  return letters.length <= length ? content : `${letters.slice(0, length - 1).join('')}…`
}

function shown(value: string | number): string {
  return typeof value === 'string' ? value : String(Math.round(value * 100) / 100)
}
