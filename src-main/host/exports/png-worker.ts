// The worker thread that renders an SVG as PNG with resvg. The font is bundled, so the picture is the same on every machine.
import { readFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

const [wasm, sans] = await Promise.all([
  readFile(new URL(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))),
  readFile(new URL(import.meta.resolve('@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2'))),
])
await initWasm(wasm)
const font = { fontBuffers: [sans], defaultFontFamily: 'DejaVu Sans' }
const image = new Resvg(String(workerData), { font }).render().asPng()
parentPort?.postMessage(image, [image.buffer as ArrayBuffer])
