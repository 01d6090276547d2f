// A promise that is resolved or rejected from outside (Node 20 lacks `Promise.withResolvers`).

export class Deferred<Value = void> {
  readonly promise: Promise<Value>
  resolve!: (value: Value) => void
  reject!: (reason: unknown) => void

  constructor() {
    this.promise = new Promise<Value>((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }
}
