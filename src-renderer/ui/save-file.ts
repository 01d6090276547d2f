// Saves a file as a download.

/** The browser reads the bytes after the click, so their URL must stay valid for a while. */
const REVOKE_DELAY_MS = 10_000

export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_DELAY_MS)
}
