/* Suggests an address while its headline is typed, as articles/slugs.py does where it is left
   empty: Latin letters become plain ones, other scripts stay as they are. */

const LATIN = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ħ: "h",
  ı: "i",
}
const APOSTROPHES = new Set("'’ʼ‘`´\u200c\u200d\u00ad")
const OF_A_WORD = /[\p{L}\p{M}\p{Nd}]/u
const ASCII = /[a-z0-9]/

function plain(character, before) {
  if (LATIN[character]) return LATIN[character]
  const base = character.normalize("NFD")[0]
  if (ASCII.test(base)) return base
  if (!OF_A_WORD.test(character)) return "-"
  const isMark = /\p{M}/u.test(character)
  return isMark && (!before || before <= "\u007f") ? "" : character
}

function slugOf(text, maxLength) {
  let slug = ""
  for (const character of text.toLowerCase().normalize("NFC")) {
    if (!APOSTROPHES.has(character)) slug += plain(character, slug.slice(-1))
  }
  const words = slug.split("-").filter(Boolean)
  while (words.length > 1 && words.join("-").length > maxLength) words.pop()
  return words.join("-").slice(0, maxLength)
}

for (const slug of document.querySelectorAll("[data-slug-of]")) {
  const named = slug.form.elements.namedItem(slug.dataset.slugOf)
  // What stands there already, or was typed, is nobody's to change.
  let isOurs = !slug.value
  slug.addEventListener("input", () => {
    isOurs = !slug.value
  })
  named.addEventListener("input", () => {
    if (isOurs) slug.value = slugOf(named.value, slug.maxLength)
  })
}
