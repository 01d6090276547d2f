// The IPC channel to the test. It is hidden from the app, because Electron has none.
import type { TestRequest, Reply, WindowShown } from './protocol.ts'

const send = process.send?.bind(process)
delete process.send

export function sendToTest(message: WindowShown | Reply): void {
  send?.(message)
}

export function handleTestRequests(answer: (question: TestRequest) => unknown): void {
  process.on('message', (message: TestRequest & { id: number }) => {
    const reply = async () => answer(message)
    reply().then(
      (value) => sendToTest({ id: message.id, value }),
      (error: unknown) => sendToTest({ id: message.id, error: String(error) }),
    )
  })
}
