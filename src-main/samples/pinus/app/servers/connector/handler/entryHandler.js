// Logs a client in: binds its session, and puts it into its room.
exports.default = (app) => new EntryHandler(app)

class EntryHandler {
  constructor(app) {
    this.app = app
  }

  async login({ name, room }, session) {
    const { chatRemote } = this.app.rpc.chat
    await session.abind(name)
    session.set('room', room)
    await session.apush('room')
    session.on('closed', () =>
      chatRemote.leave
        .route(room)(name, room)
        .catch(() => undefined),
    )
    const members = await chatRemote.join.route(room)(name, this.app.getServerId(), room)
    return { code: 200, members }
  }
}
