// What the page says, in the language of its reader.

let words = {};

export let language = "en";

/** Take over the sentences of a language. */
export async function speak(chosen) {
  const answer = await fetch(`/api/words?language=${chosen}`);
  if (!answer.ok) throw new Error((await answer.json()).error);
  words = (await answer.json()).words;
  language = chosen;
  document.documentElement.lang = chosen;
}

/** The sentence under a key, its {names} filled. */
export function t(key, values = {}) {
  const sentence = words[key];
  if (sentence === undefined) return key;
  return sentence.replace(/\{(\w+)[^}]*\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The sentence under a key; where there is none, the plain name: `weight_decay` as "weight decay". */
export const named = (key, name) => (key in words ? t(key) : name.replaceAll("_", " "));

/** The browser's language, where we speak it, unless another was chosen here before. */
export function preferred() {
  const kept = remembered("language");
  if (kept === "en" || kept === "ja") return kept;
  return (navigator.languages || [navigator.language]).some((one) => one.toLowerCase().startsWith("ja"))
    && !navigator.language.toLowerCase().startsWith("en") ? "ja" : "en";
}

/** A choice that lasts in this browser; storage may be forbidden. */
export function remembered(name) {
  try { return localStorage.getItem(`kudari-${name}`); } catch { return null; }
}

export function remember(name, value) {
  try { localStorage.setItem(`kudari-${name}`, value); } catch { /* It then lasts as long as the page. */ }
}
