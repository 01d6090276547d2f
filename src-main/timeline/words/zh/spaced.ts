// Chinese texts with values: a space stands between Chinese and Latin letters or digits.

const HAN_THEN_LATIN = /([\p{Script=Han}])([A-Za-z0-9+×])/gu
const LATIN_THEN_HAN = /([A-Za-z0-9%])([\p{Script=Han}])/gu

/** A template tag: puts a space where a value and the text around it need one. */
export function spaced(texts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: texts }, ...values)
    .replace(HAN_THEN_LATIN, '$1 $2')
    .replace(LATIN_THEN_HAN, '$1 $2')
}
