// English: the texts of the panel that calls a method.
export const call = {
  tab: 'Call',
}
