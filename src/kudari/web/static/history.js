// Earlier studies and races, and those that run now: opened, compared, deleted after a question.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { Act } from "./job.js";
import { Stored } from "./stored.js";

const place = (...names) => `#/saved/${names.map(encodeURIComponent).join("+")}`;

/** Studies have curves that can stand side by side. */
const comparable = (entry) => entry.kind === "study" && entry.status !== "damaged";

export function HistoryPage({ t, api, language }) {
  const [entries, setEntries] = useState(null), [problem, setProblem] = useState(""), [chosen, choose] = useState(new Set());
  const list = useRef(), newest = useRef(0);
  const load = async () => {
    const mine = (newest.current += 1);
    try {
      const said = await api.ask("history", {});
      if (mine !== newest.current) return;
      setEntries(said.entries);
      choose((old) => new Set(said.entries.filter(comparable).map((entry) => entry.name).filter((name) => old.has(name))));
    } catch (error) { if (mine === newest.current) setProblem(error.message); }
  };
  useEffect(() => {
    load();
    return () => { newest.current += 1; };
  }, [language]);
  const remove = async (name) => {
    setProblem("");
    try {
      await api.ask("delete", { name });
    } catch (error) {
      setProblem(error.message);
      return;
    }
    await load();
    if (list.current) list.current.focus();
  };
  const pick = (name) => choose((old) => {
    const next = new Set(old);
    if (!next.delete(name)) next.add(name);
    return next;
  });
  return html`
    <h1>${t("page.menu.history")}</h1>
    ${problem && html`<p class="note" role="alert">${problem}</p>`}
    ${entries ? !entries.length && html`<p>${t("page.history.empty")}</p>` : !problem && html`<p class="waiting">${t("page.loading")}</p>`}
    ${chosen.size > 1 && html`<p><a class="button" href=${place(...chosen)}>${t("page.history.compare", { count: chosen.size })}</a></p>`}
    <ul class="history" tabindex="-1" ref=${list} aria-label=${t("page.menu.history")}>
      ${(entries || []).map((entry) => html`<${Entry} key=${entry.name} entry=${entry} t=${t} chosen=${chosen.has(entry.name)} pick=${() => pick(entry.name)} remove=${() => remove(entry.name)} />`)}
    </ul>`;
}

function Entry({ entry, t, chosen, pick, remove }) {
  return html`<li data-status=${entry.status} data-kind=${entry.kind}>
    ${comparable(entry)
      ? html`<input type="checkbox" checked=${chosen} aria-label=${t("page.history.choose", { name: entry.title })} onChange=${pick} />`
      : html`<span style=${{ width: "1.5rem" }}></span>`}
    <div><a href=${place(entry.name)}><strong>${entry.title}</strong></a>
      <span class="kind">${t(`page.history.kind.${entry.kind}`)} · ${t(`page.status.${entry.status}`)}${entry.when ? ` · ${entry.when.replace("T", " ")}` : ""}</span>
      <span class="kind">${entry.methods.join(", ")}</span></div>
    <${Delete} title=${entry.title} t=${t} remove=${remove} />
  </li>`;
}

/** A button that asks first. The focus goes to the answer that does no harm, and back. */
function Delete({ title, t, remove }) {
  const [asked, ask] = useState(false), [busy, setBusy] = useState(false), keep = useRef(), button = useRef(), opened = useRef(false);
  useEffect(() => {
    if (asked) keep.current.focus();
    else if (opened.current) button.current.focus();
    opened.current = asked;
  }, [asked]);
  const yes = async () => {
    setBusy(true);
    // Where it is deleted, this button goes with it.
    await remove();
    setBusy(false);
    ask(false);
  };
  if (!asked) return html`<button type="button" ref=${button} onClick=${() => ask(true)} aria-label=${t("page.history.delete_named", { name: title })}>${t("page.history.delete")}</button>`;
  const sure = t("page.history.sure", { name: title });
  // Below the name, which would have no room beside it on a phone.
  return html`<span class="question" style=${{ gridColumn: "2 / -1", justifySelf: "end" }} role="alertdialog" aria-label=${sure} onKeyDown=${(event) => { if (event.key === "Escape") ask(false); }}>${sure}
    ${" "}<${Act} class="danger" off=${busy} act=${yes}>${t("page.history.yes")}<//>
    ${" "}<button type="button" ref=${keep} onClick=${() => ask(false)}>${t("page.history.no")}</button></span>`;
}

/** One stored study or race, or several studies side by side. */
export function SavedPage({ name, choices, t, api, language, themed }) {
  const [entries, setEntries] = useState(null), [problem, setProblem] = useState(""), names = name.split("+");
  useEffect(() => {
    let current = true;
    api.ask("history", {}).then((said) => current && setEntries(said.entries), (error) => current && setProblem(error.message));
    return () => { current = false; };
  }, []);
  if (problem) return html`<h1>${name}</h1><p class="note" role="alert">${problem}</p>`;
  if (!entries) return html`<h1>${name}</h1><p class="waiting">${t("page.loading")}</p>`;
  return html`${names.map((one) => html`<${Stored} key=${one} name=${one} entry=${entries.find((entry) => entry.name === one)} choices=${choices} t=${t} api=${api}
    language=${language} themed=${themed} several=${names.length > 1} />`)}`;
}
