// The options of every node. Nodes of two runs on one machine, or of another cluster in the network, must not meet: each
// run has a namespace of its own, and nodes announce themselves on the loopback interface only.
module.exports = {
  namespace: process.env.GROVE_RUN || 'shop',
  transporter: process.env.TRANSPORTER || {
    type: 'TCP',
    options: { udpBindAddress: '127.0.0.1', gossipPeriod: 1 },
  },
  requestTimeout: 5_000,
  heartbeatInterval: 1,
  heartbeatTimeout: 4,
}
