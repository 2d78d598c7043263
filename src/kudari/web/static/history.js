// Earlier studies and races: opened, compared, exported, deleted after a question.
import { html, useEffect, useState } from "./vendor/preact.js";
import { Fragment_ } from "./fragment.js";
import { Live, useFeed } from "./live.js";

const EXPORTS = { study: ["csv", "parquet", "netcdf", "latex", "tensorboard"], race: ["csv", "parquet", "latex"] };

export function HistoryPage({ t, api, language }) {
  const [entries, setEntries] = useState(null), [problem, setProblem] = useState(""), [asked, setAsked] = useState("");
  const [chosen, setChosen] = useState(new Set());
  const load = () => api.ask("history", {}).then((said) => {
    setEntries(said.entries);
    setChosen((old) => new Set(said.entries.map((entry) => entry.name).filter((name) => old.has(name))));
  }, (error) => setProblem(error.message));
  useEffect(() => { load(); }, [language]);
  const remove = async (name) => {
    try { await api.ask("delete", { name }); } catch (error) { setProblem(error.message); }
    setAsked("");
    load();
  };
  const pick = (name) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    setChosen(next);
  };
  return html`
    <h1>${t("page.menu.history")}</h1>
    ${problem && html`<p class="note" role="alert">${problem}</p>`}
    ${entries && !entries.length && html`<p>${t("page.history.empty")}</p>`}
    ${chosen.size > 1 && html`<p><a class="button" href=${`#/saved/${[...chosen].map(encodeURIComponent).join("+")}`}>${t("page.history.compare", { count: chosen.size })}</a></p>`}
    <ul class="history">
      ${(entries || []).map((entry) => html`<li key=${entry.name} data-status=${entry.status}>
        <input type="checkbox" checked=${chosen.has(entry.name)} aria-label=${t("page.history.choose", { name: entry.title })} onChange=${() => pick(entry.name)} />
        <div><a href=${`#/saved/${encodeURIComponent(entry.name)}`}><strong>${entry.title}</strong></a>
          <span class="kind">${t(`page.history.kind.${entry.kind}`)} · ${t(`page.status.${entry.status}`)}${entry.when ? ` · ${entry.when.replace("T", " ")}` : ""}</span>
          <span class="kind">${entry.methods.join(", ")}</span></div>
        ${asked === entry.name
          ? html`<span class="question" role="alertdialog" aria-label=${t("page.history.sure", { name: entry.title })}>${t("page.history.sure", { name: entry.title })}
              <button type="button" class="danger" onClick=${() => remove(entry.name)}>${t("page.history.yes")}</button>
              <button type="button" autofocus onClick=${() => setAsked("")}>${t("page.history.no")}</button></span>`
          : html`<button type="button" onClick=${() => setAsked(entry.name)} aria-label=${t("page.history.delete_named", { name: entry.title })}>${t("page.history.delete")}</button>`}
      </li>`)}
    </ul>`;
}

/** One stored study or race, or several studies side by side. */
export function SavedPage({ name, t, api, language, themed }) {
  const names = name.split("+");
  return html`${names.map((one) => html`<${Stored} key=${one} name=${one} t=${t} api=${api} language=${language} themed=${themed} several=${names.length > 1} />`)}`;
}

function Stored({ name, t, api, language, themed, several }) {
  const [entry, setEntry] = useState(null), [feed, watch] = useFeed(), [problem, setProblem] = useState(""), [speed, setSpeed] = useState(null);
  useEffect(() => {
    // In another language the curves have other names; a study that goes on keeps those it began with.
    if (feed && !feed.ended) return;
    api.ask("history", {}).then((said) => {
      const found = said.entries.find((one) => one.name === name);
      if (!found) throw new Error(t("page.history.none", { name }));
      setEntry(found);
      return found.kind === "study" ? api.start("open", { name }).then((run) => watch(run.run)) : null;
    }).catch((error) => setProblem(error.message));
  }, [name, language]);
  const resume = async () => {
    try { watch((await api.start("live", { name, resume: true, speed })).run); } catch (error) { setProblem(error.message); }
  };
  return html`<article class="stored">
    <h1>${entry ? entry.title : name}</h1>
    ${problem && html`<p class="note" role="alert">${problem}</p>`}
    ${entry && html`<${Downloads} entry=${entry} t=${t} api=${api} setProblem=${setProblem} />`}
    ${feed && html`<${Live} feed=${feed} t=${t} run=${resume} resume=${resume} speed=${speed} setSpeed=${(one) => { setSpeed(one); feed.control({ action: "speed", speed: one }); }}
      busy=${false} refused=${true} themed=${themed} language=${language} tryThis=${() => {}} />`}
    ${entry && !several && html`<${Fragment_} job="told" values=${{ name }} api=${api} t=${t} language=${language} />`}
  </article>`;
}

function Downloads({ entry, t, api, setProblem }) {
  const [busy, setBusy] = useState(false);
  const fetchFile = async (job, values) => {
    setBusy(true);
    try {
      const { file } = await api.ask(job, { name: entry.name, ...values });
      const link = document.createElement("a");
      link.href = api.fileAddress(entry.name, file);
      link.download = "";
      link.click();
    } catch (error) { setProblem(error.message); }
    setBusy(false);
  };
  return html`<p class="downloads">
    <button type="button" disabled=${busy} onClick=${() => fetchFile("report", {})}>${t("page.history.report")}</button>
    <label>${t("page.history.export")} <select disabled=${busy} value="" onChange=${(event) => { if (event.target.value) fetchFile("export", { to: event.target.value }); event.target.value = ""; }}>
      <option value="">…</option>${EXPORTS[entry.kind].map((kind) => html`<option key=${kind} value=${kind}>${kind}</option>`)}</select></label>
  </p>`;
}
