// Tells a client which connector it shall talk to.
exports.default = (app) => new GateHandler(app)

class GateHandler {
  constructor(app) {
    this.app = app
  }

  async queryEntry({ name }) {
    const connectors = this.app.getServersByType('connector')
    if (!connectors || connectors.length === 0) return { code: 500, error: 'no connector is up' }
    const { host, clientPort } = connectors[name.length % connectors.length]
    return { code: 200, host, port: clientPort }
  }
}
