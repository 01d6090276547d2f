// Escapes text for Mermaid's sequence diagrams.

const MAX_TEXT_CHARACTERS = 120

/** Escapes what the grammar would interpret; newlines become line breaks. */
export function escapeText(text: string): string {
  const short = text.length > MAX_TEXT_CHARACTERS ? `${text.slice(0, MAX_TEXT_CHARACTERS - 1)}…` : text
  const escaped = short
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/\r\n?|\n/g, '\n')
    .replace(/[#;<>{}\\"&$]|(?!\n)[\p{Cc}\u2028\u2029]/gu, (one) => `#${one.codePointAt(0)};`)
    .replaceAll('%%', '#37;#37;')
    .replace(/\be(?=nd\b)/gi, (letter) => `#${letter.codePointAt(0)};`)
    .replace(/^(\s*(?:no)?wrap):/i, '$1#58;')
    .replaceAll('\n', '<br/>')
  return escaped.trim() === '' ? '#32;' : escaped
}

/** Returns text for a comment line, without characters that could start a directive or a new line. */
export function commentText(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:()/+_-]/gu, ' ').slice(0, MAX_TEXT_CHARACTERS * 2)
}
