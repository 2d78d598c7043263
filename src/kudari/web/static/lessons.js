// Lessons: a short text beside the live study it speaks of, with things to try that are checked as done.
import { html, useEffect, useState } from "./vendor/preact.js";
import { StudyForm } from "./form.js";
import { hashOf } from "./link.js";
import { Live } from "./live.js";
import { Parts } from "./parts.js";
import { useRun, withSettings } from "./study.js";
import { remember, remembered } from "./words.js";

/** What was done in a lesson, kept in this browser: places of its blocks. */
const done = (name) => new Set(JSON.parse(remembered(`lesson-${name}`) || "[]"));

export function LessonsPage({ t, api, language }) {
  const [lessons, setLessons] = useState([]), [problem, setProblem] = useState("");
  useEffect(() => { api.ask("lessons", {}).then((said) => setLessons(said.lessons), (error) => setProblem(error.message)); }, [language]);
  return html`
    <h1>${t("page.menu.lessons")}</h1>
    <p class="lead">${t("page.lessons.about")}</p>
    ${problem && html`<p class="note" role="alert">${problem}</p>`}
    <ol class="lessons">${lessons.map((one) => html`<li key=${one.name}>
      <a href=${`#/lesson/${one.name}`}><strong>${one.title}</strong></a>
      <p>${one.summary}</p>
      <p class="kind">${t("page.lessons.minutes", { minutes: one.minutes })}${done(one.name).size ? ` · ${t("page.lessons.done", { count: done(one.name).size })}` : ""}</p>
    </li>`)}</ol>`;
}

export function LessonPage({ name, choices, t, api, language, themed }) {
  const [lesson, setLesson] = useState(null), [study, setStudy] = useState(null), [problem, setProblem] = useState("");
  const [said, setSaid] = useState([]), [finished, setFinished] = useState(done(name)), [refused, setRefused] = useState(null);
  const run = useRun(api, study);
  useEffect(() => {
    api.ask("lesson", { lesson: name }).then((found) => { setLesson(found); setStudy((old) => old || found.study); }, (error) => setProblem(error.message));
  }, [name, language]);
  const status = run.feed ? run.feed.state.status : "";
  const check = () => api.ask("tried", { name: run.name.current, lesson: name }).then(({ answers }) => {
    setSaid(answers);
    setFinished((old) => {
      const next = new Set([...old, ...answers.flatMap((one, at) => (one.done ? [at] : []))]);
      remember(`lesson-${name}`, JSON.stringify([...next]));
      return next;
    });
  }, () => {});
  if (problem) return html`<p class="note" role="alert">${problem}</p>`;
  if (!lesson || !study) return html`<p class="waiting">${t("page.loading")}</p>`;
  return html`
    <div class="lesson">
      <article class="lesson-text">
        <p class="kind"><a href="#/lessons">${t("page.menu.lessons")}</a> · ${t("page.lessons.place", { place: lesson.place, of: lesson.of })}</p>
        <h1>${lesson.title}</h1>
        ${lesson.blocks.map((block, at) => html`<${Block} key=${at} block=${block} answer=${said[at]} finished=${finished.has(at)} t=${t}
          setStudy=${(next) => { setStudy(next); document.querySelector(".lesson-study")?.scrollIntoView({ block: "nearest" }); }} />`)}
        ${lesson.next && html`<p><a class="button" href=${`#/lesson/${lesson.next}`}>${t("page.lessons.next")}</a></p>`}
      </article>
      <section class="lesson-study" aria-label=${t("page.live.title")}>
        ${run.problem && html`<p class="note" role="alert">${run.problem}</p>`}
        <${Live} feed=${run.feed} t=${t} run=${run.run} resume=${() => run.resume()} speed=${run.speed} setSpeed=${run.setSpeed} busy=${run.busy} refused=${refused}
          themed=${themed} language=${language} tryThis=${(settings, method) => setStudy(withSettings(study, settings, method))} ended=${check} />
        <details class="lesson-form"><summary><h2>${t("page.lessons.form")}</h2></summary>
          ${choices && html`<${StudyForm} study=${study} setStudy=${setStudy} choices=${choices} t=${t} language=${language} api=${api} onCost=${(cost) => setRefused(cost && cost.refused)} />`}
          <p><button type="button" onClick=${() => setStudy(lesson.study)}>${t("page.lessons.reset")}</button>
            ${choices && html` <a href=${hashOf(study, choices)}>${t("page.lessons.open")}</a>`}</p>
        </details>
      </section>
    </div>`;
}

function Block({ block, answer, finished, t, setStudy }) {
  if (block.kind === "paragraph") return html`<p><${Parts} parts=${block.parts} /></p>`;
  if (block.kind === "formula") return html`<div class="formula"><${Parts} parts=${[{ math: block.math }]} /></div>`;
  if (block.kind === "remember") return html`<p class="remember"><${Parts} parts=${block.parts} /></p>`;
  if (block.kind === "measured") return answer && answer.parts ? html`<p class="measured" role="status"><${Parts} parts=${answer.parts} /></p>` : null;
  if (block.kind === "proof") {
    return html`<details class="proof"><summary>${t("page.lessons.proof")} <${Parts} parts=${block.parts} /></summary>
      ${block.blocks.map((one, at) => html`<${Block} key=${at} block=${one} t=${t} />`)}</details>`;
  }
  return html`<div class="task" data-done=${finished}>
    <p><span class="tick" aria-hidden="true">${finished ? "✓" : "○"}</span> <span class="unseen">${t(finished ? "page.lessons.is_done" : "page.lessons.to_do")}</span>
      <${Parts} parts=${block.parts} /></p>
    ${answer && answer.done && answer.parts && html`<p class="praise" role="status"><${Parts} parts=${answer.parts} /></p>`}
    ${block.hint && html`<details class="hint-box"><summary>${t("page.lessons.hint")}</summary><p><${Parts} parts=${block.hint} /></p></details>`}
    ${Object.keys(block.settings).length > 0 && html`<button type="button" onClick=${() => setStudy(block.study)}>${t("page.lessons.set")}</button>`}
  </div>`;
}
