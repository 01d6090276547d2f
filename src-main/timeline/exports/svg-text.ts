// SVG elements as text. The result is well-formed XML for any input.

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Characters that XML 1.0 cannot hold become the replacement character. */
export function escapeXml(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one)
}

/** An undefined value leaves the attribute out. */
export type Attributes = Record<string, string | number | undefined>

/** Returns an element; `content` must be SVG already. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${escapeXml(shown(value))}"`,
  )
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeXml(content))
}

/** Returns the text, or its start with an ellipsis. */
export function truncate(content: string, maxLetters: number): string {
  const letters = [...content]
  return letters.length <= maxLetters ? content : `${letters.slice(0, maxLetters - 1).join('')}…`
}

function shown(value: string | number): string {
  return typeof value === 'string' ? value : String(Math.round(value * 100) / 100)
}
