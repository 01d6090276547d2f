// Simplified Chinese: the texts of the buttons for theme and language.
import type { appearance as english } from '../en/appearance.ts'

export const appearance: typeof english = {
  lightTheme: '浅色主题',
  darkTheme: '深色主题',
  switchLanguage: 'EN, switch to English',
  otherLanguage: 'EN',
}
