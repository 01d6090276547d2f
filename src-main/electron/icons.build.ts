// Draws the icons of the desktop program from the page's own: PNG for Linux and the tray, ICO for Windows, ICNS for macOS.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

const SOURCE = resolve('src-renderer/icon.svg')
const OUT = resolve('out/icons')
const SIZES = [16, 18, 24, 32, 36, 48, 64, 128, 256, 512, 1024]
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]
/** The types of Apple's format, by size. */
const ICNS_TYPES = [
  ['icp4', 16],
  ['icp5', 32],
  ['icp6', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
] as const

export async function buildIcons(): Promise<void> {
  const svg = await readFile(SOURCE, 'utf8')
  await initWasm(await readFile(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm')))).catch(
    (error: unknown) => {
      // A watching build draws again.
      if (!String(error).includes('Already initialized')) throw error
    },
  )
  const pictures = new Map(SIZES.map((size) => [size, draw(svg, size)]))
  const picture = (size: number): Uint8Array => pictures.get(size) ?? new Uint8Array()
  await mkdir(OUT, { recursive: true })
  const write = (name: string, content: Uint8Array) => writeFile(resolve(OUT, name), content)
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) await write(`${size}x${size}.png`, picture(size))
  // macOS picks the second on a display of double density.
  await write('tray.png', picture(18))
  await write('tray@2x.png', picture(36))
  await write('icon.ico', icoOf(ICO_SIZES.map((size) => [size, picture(size)])))
  await write('icon.icns', icnsOf(ICNS_TYPES.map(([type, size]) => [type, picture(size)])))
}

function draw(svg: string, size: number): Uint8Array {
  return new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng()
}

/** Windows' container, of PNG pictures. */
function icoOf(pictures: [size: number, png: Uint8Array][]): Buffer {
  const header = Buffer.alloc(6 + 16 * pictures.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let at = header.length
  for (const [index, [size, png]] of pictures.entries()) {
    const entry = 6 + 16 * index
    // 0 stands for 256.
    header.writeUInt8(size % 256, entry)
    header.writeUInt8(size % 256, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(png.length, entry + 8)
    header.writeUInt32LE(at, entry + 12)
    at += png.length
  }
  return Buffer.concat([header, ...pictures.map(([, png]) => png)])
}

/** Apple's container, of PNG pictures. */
function icnsOf(pictures: [type: string, png: Uint8Array][]): Buffer {
  const part = (type: string, content: Uint8Array): Buffer => {
    const header = Buffer.alloc(8)
    header.write(type, 'ascii')
    header.writeUInt32BE(8 + content.length, 4)
    return Buffer.concat([header, content])
  }
  return part('icns', Buffer.concat(pictures.map(([type, png]) => part(type, png))))
}
