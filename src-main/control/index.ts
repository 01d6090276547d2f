// How commands find a running Grove and call its host, and how its servers decide whom to answer.
export { withOtherGroves } from './attached-runs.ts'
export { connectInstance, type Connection } from './connect.ts'
export { startControlServer } from './control-server.ts'
export { createToken, LOCAL_NAMES, refuseSource, type Refusal } from './guard.ts'
export { findInstances, isRunning, type Instance } from './instance.ts'
export { listenLocally, loadSockets, type Admission } from './local-server.ts'
