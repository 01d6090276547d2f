// The door to a running Grove, from both sides: who is let in, and how a command finds and calls it.
export { connectInstance, type Connection } from './connect.ts'
export { startControlServer } from './control-server.ts'
export { refuseSource, type Refusal } from './guard.ts'
export { findInstances, stillRuns, type Instance } from './instance.ts'
export { listenLocally } from './listen.ts'
export { loadSockets } from './sockets.ts'
export { createToken } from './token.ts'
