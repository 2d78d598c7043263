// The page: its parts, the language, the theme, and the address bar.
import { html, render, useEffect, useRef, useState } from "./vendor/preact.js";
import * as api from "./api.js";
import { preferred, remember, remembered, speak, t } from "./words.js";
import { StudyPage } from "./study.js";
import { LessonPage, LessonsPage } from "./lessons.js";
import { HistoryPage, SavedPage } from "./history.js";
import { RacePage } from "./race.js";

const PARTS = { study: StudyPage, lessons: LessonsPage, lesson: LessonPage, race: RacePage, history: HistoryPage, saved: SavedPage };

const MENU = ["study", "lessons", "race", "history"];

/** `#/lesson/one-curve?…` -> {part, name, query}. */
export function route(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [part, ...rest] = path.split("/");
  let name = rest.join("/");
  try { name = decodeURIComponent(name); } catch { /* A damaged address keeps its letters. */ }
  return { part: Object.hasOwn(PARTS, part) ? part : "study", name, query };
}

const system = matchMedia("(prefers-color-scheme: dark)");

/** What is drawn reads the theme from the document, so that is told first. */
function dress(theme) { if (theme) document.documentElement.dataset.theme = theme; }

dress(remembered("theme"));

/** [whether the page is dark, turn it]: as the system has it, until somebody chooses. */
function useDark() {
  const [theme, setTheme] = useState(remembered("theme") || ""), [dusk, setDusk] = useState(system.matches);
  useEffect(() => {
    const follow = () => setDusk(system.matches);
    system.addEventListener("change", follow);
    return () => system.removeEventListener("change", follow);
  }, []);
  const dark = theme ? theme === "dark" : dusk;
  const turn = () => {
    const next = dark ? "light" : "dark";
    dress(next);
    remember("theme", next);
    setTheme(next);
  };
  return [dark, turn];
}

/** Whoever goes to another part begins at its top, with the keyboard too. */
function useArrival(place) {
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    scrollTo(0, 0);
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [place]);
}

function App() {
  const [language, setLanguage] = useState(""), [choices, setChoices] = useState(null), [problem, setProblem] = useState("");
  const [where, setWhere] = useState(route(location.hash)), [dark, turn] = useDark();
  useArrival(`${where.part}/${where.name}`);

  const talk = (chosen) => speak(chosen).then(() => { setLanguage(chosen); return api.ask("choices", {}); })
    .then((said) => { setProblem(""); setChoices(said); }, (error) => setProblem(error.message));
  useEffect(() => {
    talk(preferred());
    const move = () => setWhere(route(location.hash));
    addEventListener("hashchange", move);
    return () => removeEventListener("hashchange", move);
  }, []);

  const Part = PARTS[where.part];
  useEffect(() => { if (language) document.title = `${t(`page.menu.${MENU.includes(where.part) ? where.part : where.part === "lesson" ? "lessons" : "history"}`)} · Kudari`; }, [where, language]);
  if (!language) return html`<main class="loading">${problem && html`<p class="note" role="alert">${problem}</p>`}</main>`;
  return html`
    <a class="skip" href="#content" onClick=${(event) => { event.preventDefault(); document.getElementById("content").focus(); }}>${t("page.skip")}</a>
    <header class="topbar">
      <a class="brand" href="#/study">Kudari <span lang="ja">下り</span></a>
      <nav aria-label=${t("page.menu")}>
        ${MENU.map((part) => html`<a key=${part} href=${`#/${part}`} aria-current=${part === where.part || (part === "lessons" && where.part === "lesson") || (part === "history" && where.part === "saved") ? "page" : undefined}>${t(`page.menu.${part}`)}</a>`)}
      </nav>
      <span class="switches">
        <label class="unseen" for="language">${t("page.language")}</label>
        <select id="language" value=${language} onChange=${(event) => { remember("language", event.target.value); talk(event.target.value); }}>
          <option value="en" lang="en">English</option><option value="ja" lang="ja">日本語</option>
        </select>
        <button type="button" class="theme" onClick=${turn}>${t(dark ? "page.light" : "page.dark")}</button>
      </span>
    </header>
    <main id="content" tabindex="-1">
      ${problem && html`<p class="note" role="alert">${problem}</p>`}
      <${Part} key=${where.part + where.name} name=${where.name} visit=${where} choices=${choices} t=${t} language=${language} api=${api} themed=${dark} />
    </main>`;
}

render(html`<${App} />`, document.getElementById("app"));
