// Tells a client which connector it shall talk to.
module.exports = (app) => new GateHandler(app)

class GateHandler {
  constructor(app) {
    this.app = app
  }

  queryEntry({ name }, session, next) {
    const connectors = this.app.getServersByType('connector')
    if (!connectors || connectors.length === 0) return next(null, { code: 500, error: 'no connector is up' })
    const { host, clientPort } = connectors[name.length % connectors.length]
    next(null, { code: 200, host, port: clientPort })
  }
}
