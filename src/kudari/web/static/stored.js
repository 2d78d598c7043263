// One stored study or race: what it shows, how it goes on, and what can be taken away of it.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { Fragment_ } from "./fragment.js";
import { Act, useJob } from "./job.js";
import { hashOf } from "./link.js";
import { Live, useFeed } from "./live.js";
import { RaceRun } from "./race.js";

/** Whether something writes into its folder, or will as soon as a worker is free. */
const underWay = ({ status }) => ["running", "waiting"].includes(status);

export function Stored({ name, entry, t, ...rest }) {
  const Kind = entry && entry.kind === "race" ? StoredRace : StoredStudy;
  return html`<article class="stored">
    <h1>${entry ? entry.title : name}</h1>
    ${entry ? html`<${Kind} entry=${entry} t=${t} ...${rest} />` : html`<p class="note" role="alert">${t("page.history.none", { name })}</p>`}
  </article>`;
}

function StoredStudy({ entry, choices, t, api, language, themed, several }) {
  const { name } = entry, [feed, watch] = useFeed(), [problem, setProblem] = useState(""), [speed, setSpeed] = useState(null);
  const [ends, count] = useState(0), going = useRef(underWay(entry));
  useEffect(() => {
    // In another language the curves have other names; a study that goes on keeps those it began with.
    if (feed && !feed.ended) return undefined;
    let current = true;
    api.start("open", { name }).then((run) => current && watch(run.run), (error) => current && setProblem(error.message));
    return () => { current = false; };
  }, [language]);
  const resume = async () => {
    setProblem("");
    going.current = true;
    try { watch((await api.start("live", { name, resume: true, speed })).run); } catch (error) { setProblem(error.message); }
  };
  // A report was made of what had run by then.
  const ended = () => {
    if (going.current) count((one) => one + 1);
    going.current = false;
  };
  return html`
    ${problem && html`<p class="note" role="alert">${problem}</p>`}
    <${Downloads} entry=${entry} t=${t} api=${api} />
    ${feed && html`<${Live} feed=${feed} t=${t} run=${resume} resume=${resume} speed=${speed} setSpeed=${(one) => { setSpeed(one); feed.control({ action: "speed", speed: one }); }}
      busy=${false} refused=${true} themed=${themed} language=${language} ended=${ended} tryThis=${(study) => { if (choices) location.hash = hashOf(study, choices); }} />`}
    ${!several && (!underWay(entry) || ends > 0) && html`<${Fragment_} key=${ends} job="told" values=${{ name }} api=${api} t=${t} language=${language} />`}`;
}

function StoredRace({ entry, t, api, language }) {
  const job = useJob(api, "race"), { name } = entry;
  // The race that runs is come back to, whoever left it.
  useEffect(() => { if (underWay(entry)) job.start({ name, resume: true }); }, []);
  if (entry.status === "finished") return html`<${Downloads} entry=${entry} t=${t} api=${api} /><${Fragment_} job="told" values=${{ name }} api=${api} t=${t} language=${language} />`;
  return html`
    ${!job.going && !job.answer && html`<p>${t("page.history.cut_off")}</p>`}
    ${job.answer && html`<${Downloads} entry=${entry} t=${t} api=${api} />`}
    <${RaceRun} name=${name} job=${job} api=${api} t=${t} language=${language} />`;
}

/** The report and the exports: files that the server makes when they are asked for. */
function Downloads({ entry, t, api }) {
  const [busy, setBusy] = useState(false), [problem, setProblem] = useState(""), [to, choose] = useState(entry.exports[0]);
  const fetchFile = async (job, values) => {
    setBusy(true);
    setProblem("");
    try {
      const { file } = await api.ask(job, { name: entry.name, ...values });
      const link = document.createElement("a");
      link.href = api.fileAddress(entry.name, file);
      link.download = "";
      link.click();
    } catch (error) { setProblem(error.message); }
    setBusy(false);
  };
  return html`<p class="downloads" aria-busy=${busy}>
    <${Act} data-file="report" off=${busy} act=${() => fetchFile("report", {})}>${t("page.history.report")}<//>
    ${entry.exports.length > 0 && html`<label>${t("page.history.export")} <select value=${to} onChange=${(event) => choose(event.target.value)}>
      ${entry.exports.map((kind) => html`<option key=${kind} value=${kind}>${kind}</option>`)}</select></label>
      <${Act} data-file="export" off=${busy} act=${() => fetchFile("export", { to })}>${t("page.history.download")}<//>`}
    <span role="status">${busy ? t("page.loading") : ""}</span></p>
    ${problem && html`<p class="note" role="alert">${problem}</p>`}`;
}
