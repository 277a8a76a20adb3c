// Signing out empties this browser. Whoever still has something kept here that was not sent is asked first.

import { allKept } from "./kept.js";

const dialog = document.getElementById("kept-here");

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-signs-out]")) return;
  event.preventDefault();
  const count = await allKept().then((forms) => forms.length, () => 0);
  if (count === 0) return form.submit();
  dialog.querySelector("[data-count]").textContent = count;
  dialog.showModal();
  dialog.onclose = () => dialog.returnValue === "sign-out" && form.submit();
});
