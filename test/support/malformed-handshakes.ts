// Input on a TCP connection that never becomes a WebSocket: incomplete requests, wrong ones, and random bytes.
import { connect, type Socket } from 'node:net'

const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
const KEY = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='
const PATH = '/socket.io/?EIO=4&transport=websocket'

function head(first: string, ...lines: string[]): string {
  return [first, 'Host: 127.0.0.1', ...lines, '', ''].join('\r\n')
}

/** Each is written in one piece; nothing follows. */
export const MALFORMED_HANDSHAKES: Record<string, string | Buffer> = {
  nothing: '',
  'a few letters': 'GET /sock',
  'a head without its end': `GET ${PATH} HTTP/1.1\r\nHost: x\r\nUpgrade: webso`,
  'a page asked for': head('GET / HTTP/1.1', 'Connection: keep-alive'),
  'polling asked for': head('GET /socket.io/?EIO=4&transport=polling HTTP/1.1', 'Connection: keep-alive'),
  'polling posted':
    head('POST /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1', 'Content-Length: 5') + 'hello',
  'a body that never ends': head('POST / HTTP/1.1', 'Content-Length: 1000000'),
  'a chunk that never ends': head('POST /socket.io/ HTTP/1.1', 'Transfer-Encoding: chunked') + 'ffff\r\nx',
  'another path': head('GET /elsewhere HTTP/1.1', ...UPGRADE, KEY),
  'no key': head(`GET ${PATH} HTTP/1.1`, ...UPGRADE),
  'another upgrade': head(`GET ${PATH} HTTP/1.1`, 'Connection: Upgrade', 'Upgrade: h2c'),
  'an old WebSocket': head(
    `GET ${PATH} HTTP/1.1`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 8',
    KEY,
  ),
  'an old Engine.IO': head('GET /socket.io/?EIO=3&transport=websocket HTTP/1.1', ...UPGRADE, KEY),
  'an unknown session': head(`GET ${PATH}&sid=__proto__ HTTP/1.1`, ...UPGRADE, KEY),
  'an unknown transport': head('GET /socket.io/?EIO=4&transport=constructor HTTP/1.1', ...UPGRADE, KEY),
  'a web page': head(`GET ${PATH} HTTP/1.1`, ...UPGRADE, KEY, 'Origin: http://evil.example'),
  'an odd address': head('GET //[::1/socket.io/%%?EIO=4 HTTP/1.1', ...UPGRADE, KEY),
  'a long head': `GET ${PATH} HTTP/1.1\r\nX: ${'x'.repeat(100_000)}`,
  'two lengths': head('POST / HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2'),
  'a method of its own': head('BREW / HTTP/1.1'),
  tls: Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]),
  noise: Buffer.from([0, 255, 13, 10, 13, 10, 0, 7]),
}

/** Opens a connection and sends these bytes. It stays half open when the other end closes. */
export function openRawConnection(port: number, bytes: string | Buffer): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => socket.destroy())
  socket.resume()
  if (bytes.length > 0) socket.write(bytes)
  return socket
}
