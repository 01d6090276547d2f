// Texts of the commands that only a window of the desktop program has.
export const desktop = {
  newWindow: 'New window',
  onLastClose: {
    ask: 'When the last window closes: ask',
    keep: 'When the last window closes: keep clusters running in the background',
    stop: 'When the last window closes: stop clusters and quit',
  },
}
