// Questions to the server. Each answer is JSON; a refusal is an Error whose message is a sentence, `offline` where none came.
import { language, t } from "./words.js";

/** A refusal is in the page's language, which need not be the browser's. */
async function send(path, body, headers = {}) {
  let answer;
  try {
    answer = await fetch(`${path}?language=${language}`, { method: "POST", headers, body });
  } catch {
    throw Object.assign(new Error(t("page.offline")), { offline: true });
  }
  const said = await answer.json().catch(() => ({ error: `${answer.status}` }));
  if (!answer.ok) throw new Error(said.error);
  return said;
}

const post = (path, values) => send(path, JSON.stringify({ language, ...values }), { "content-type": "application/json" });

/** A question that is answered at once. */
export const ask = (job, values) => post(`/api/ask/${job}`, values);

/** A study, race or other long job: {run, name}. */
export const start = (job, values) => post(`/api/start/${job}`, values);

/** Keep a person's table on the server: {data}, its name there. */
export const upload = (file) => send("/api/upload", file);

/** Where a file of a stored study is fetched. */
export const fileAddress = (name, file) => `/api/file/${encodeURIComponent(name)}/${encodeURIComponent(file)}`;
