// English: the texts of the page's address.
export const address = {
  copy: 'Copy a link to what is shown',
  copied: 'The link is copied. It shows the same to whoever has this Grove open; it holds no secret.',
  openWindow: 'Open in another window',
}
