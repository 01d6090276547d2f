// How a shell streams the recorded lines of a run to its page, beside the call `lines`.

/** The path of the stream; its query has the arguments of `lines` as `run` and `from`. */
export const LINES_PATH = '/lines'
/** Has the index of the first line of the stream. */
export const FIRST_LINE_HEADER = 'Grove-First-Line'

/** Lines from an index on. */
export interface LineStream {
  /** The index of the first line. */
  first: number
  /** Parts of the lines' text, each of whole lines. */
  parts: AsyncIterable<Uint8Array>
}

/** Returns the lines of a run around index `from` and all that follow. */
export type ReadLines = (run: string, from: number) => Promise<LineStream>
