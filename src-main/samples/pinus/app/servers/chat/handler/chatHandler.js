// What a client says goes to everyone in its room.
exports.default = (app) => new ChatHandler(app)

class ChatHandler {
  constructor(app) {
    this.app = app
  }

  async say({ text }, session) {
    const channel = this.app.get('channelService').getChannel(session.get('room'), true)
    channel.pushMessage('onSay', { from: session.uid, text })
    return { code: 200, listeners: channel.getMembers().length }
  }
}
