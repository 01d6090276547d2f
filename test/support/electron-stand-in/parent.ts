// The way to the test: Node's IPC channel, which the app under test must not see, for Electron has none.
import type { Question, Reply, WindowShown } from './protocol.ts'

const send = process.send?.bind(process)
delete process.send

export function tellTest(message: WindowShown | Reply): void {
  send?.(message)
}

export function answerTest(answer: (question: Question) => unknown): void {
  process.on('message', (message: Question & { id: number }) => {
    const reply = async () => answer(message)
    reply().then(
      (value) => tellTest({ id: message.id, value }),
      (error: unknown) => tellTest({ id: message.id, error: String(error) }),
    )
  })
}
