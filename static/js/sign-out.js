// Signing out empties this browser. Whoever still has something kept here that was not sent is asked first. Whatever
// ails the browser's storage, one can sign out.

import { allKept } from "./kept.js";

const PATIENCE = 1000; // milliseconds
const dialog = document.getElementById("kept-here");

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-signs-out]")) return;
  event.preventDefault();
  const late = new Promise((resolve) => setTimeout(() => resolve([]), PATIENCE));
  const count = (await Promise.race([allKept(), late]).catch(() => [])).length;
  if (count === 0) return form.submit();
  dialog.querySelector("[data-count]").textContent = count;
  dialog.showModal();
  dialog.onclose = () => dialog.returnValue === "sign-out" && form.submit();
});
