// A form with data-draft="address" is saved there as it is typed, so that nothing is lost when the browser dies.
// [data-draft-…] inside it say what became of the last attempt.

const PAUSE = 800; // milliseconds without a key
const AGAIN = 5000;
const form = document.querySelector("form[data-draft]");
let timer;
let typed = 0;
let saved = 0;

function say(name) {
  for (const state of ["saved", "unsaved", "signed-out", "refused"]) {
    form.querySelector(`[data-draft-${state}]`).hidden = state !== name;
  }
  if (name === "saved") form.querySelector("[data-draft-time]").textContent = new Date().toLocaleTimeString(document.documentElement.lang);
}

function post() {
  return fetch(form.dataset.draft, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    redirect: "manual",
    headers: { Accept: "application/json" },
    keepalive: true, // also while the page is left
  });
}

/** After a sign-in in another tab the token of this page is an old one: the page as it is now has the new one. */
async function renew() {
  const page = await fetch(location.href, { redirect: "manual", headers: { "X-Polling": "draft" } });
  if (!page.ok) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = fresh.querySelector("form[data-draft] [name=csrfmiddlewaretoken]").value;
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  return true;
}

async function attempt() {
  let answer = await post();
  if (answer.status === 403 && (await renew())) answer = await post();
  if (answer.type === "opaqueredirect" || answer.status === 403) return "signed-out";
  if (answer.status === 422) form.querySelector("[data-draft-refused]").textContent = (await answer.json()).errors.join(" ");
  return { 200: "saved", 422: "refused" }[answer.status] ?? "unsaved";
}

async function save() {
  clearTimeout(timer);
  const upTo = typed;
  const became = await attempt().catch(() => "unsaved");
  if (upTo !== typed) return; // what was typed since is saved by its own attempt
  say(became);
  if (became === "saved") {
    saved = upTo;
    form.dispatchEvent(new Event("saved", { bubbles: true }));
  } else {
    timer = setTimeout(save, AGAIN);
  }
}

function soon() {
  typed += 1;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

form.addEventListener("input", soon);
form.addEventListener("submit", () => {
  clearTimeout(timer);
  saved = typed;
});
document.addEventListener("visibilitychange", () => document.hidden && saved !== typed && save());
