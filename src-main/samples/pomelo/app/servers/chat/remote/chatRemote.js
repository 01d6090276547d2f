// Keeps who is in which room.
module.exports = (app) => new ChatRemote(app)

// Pomelo makes proxies of enumerable methods only, which those of a class are not.
function ChatRemote(app) {
  this.app = app
}

ChatRemote.prototype.join = function (name, frontend, room, done) {
  const channel = this.app.get('channelService').getChannel(room, true)
  channel.pushMessage('onJoin', { name }, () => undefined)
  channel.add(name, frontend)
  done(null, channel.getMembers())
}

ChatRemote.prototype.leave = function (name, room, done) {
  const channel = this.app.get('channelService').getChannel(room, false)
  const member = channel && channel.getMember(name)
  if (member) channel.leave(name, member.sid)
  done()
}
