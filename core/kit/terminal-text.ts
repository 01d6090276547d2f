// Makes text of unknown origin safe to print: control characters could move the cursor, reorder text, or write to the
// clipboard.

/** C0 controls but tab and newline, DEL, C1 controls, line separators, and the controls of bidirectional text. */
const CONTROL = String.raw`[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]`
const CONTROLS = new RegExp(CONTROL, 'g')
const LINE_CONTROLS = new RegExp(`${CONTROL}|[\\t\\n]`, 'g')

const ESCAPE = '\u001B'
/** Sets colours and styles: `ESC [ 31 m`. */
const COLOUR = `${ESCAPE}\\[[\\d;:]*m`
const COLOURS = new RegExp(`(${COLOUR})`)
/**
 * Control sequences (CSI), strings (OSC, DCS, SOS, PM, APC) and two-character escapes. Each part ends before the next
 * control character, so the time is linear. An unterminated string is no sequence.
 */
const SEQUENCES = new RegExp(
  [
    `(?:${ESCAPE}\\[|\u009B)[0-?]*[ -/]*[@-~]`,
    `(?:${ESCAPE}[\\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\\u0000-\\u001F\\u007F-\\u009F]*(?:\u0007|${ESCAPE}\\\\|\u009C)`,
    `${ESCAPE}[ -/]+[0-~]`,
    `${ESCAPE}[0-9=>cDEHMNOZ78]`,
  ].join('|'),
  'g',
)

/** Shows each control character as an escape (`\u001b`), except tab and newline. JSON keeps its meaning. */
export function escapeControls(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(CONTROLS, escape)
}

/** The same for text that must stay on one line. */
export function escapeToOneLine(text: string): string {
  return text.replace(LINE_CONTROLS, escape)
}

/** The same, but keeps colours, and resets them at the end of each line. */
export function escapeAllButColours(text: string): string {
  return text.replaceAll('\r\n', '\n').split('\n').map(escapeLine).join('\n')
}

function escapeLine(line: string): string {
  const parts = line.split(COLOURS)
  const shown = parts.map((part, index) => (index % 2 === 1 ? part : escapeControls(part))).join('')
  return parts.length > 1 ? `${shown}${ESCAPE}[0m` : shown
}

/** Removes complete escape sequences: colours, cursor moves, titles, links. */
export function removeEscapeSequences(text: string): string {
  return text.replace(SEQUENCES, '')
}

/** The same, but keeps colours. */
export function removeAllButColours(text: string): string {
  return text.replace(SEQUENCES, (sequence) => (COLOURS.test(sequence) ? sequence : ''))
}

const SHORT: Readonly<Record<string, string>> = { '\r': '\\r', '\n': '\\n', '\t': '\\t' }

function escape(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
