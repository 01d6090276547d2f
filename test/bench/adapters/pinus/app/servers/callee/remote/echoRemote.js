// Answers with what it is told.
exports.default = () => new EchoRemote()

class EchoRemote {
  async say(text) {
    return text
  }
}
