// English: the texts of the buttons for theme and language.
export const appearance = {
  lightTheme: 'Light theme',
  darkTheme: 'Dark theme',
  /** In the other language, for whoever does not read this one. */
  switchLanguage: '切换到中文',
  otherLanguage: '中',
}
