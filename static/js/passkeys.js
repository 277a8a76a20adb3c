// A form that is sent with a passkey: <form data-passkey="get" or "create" data-options="JSON"> with a hidden field
// `credential`. Without data-options the server is asked for them at the address of the form. What can only be used
// with passkeys is hidden until it is known that the browser has them; its message [data-passkey-error] shows when
// the browser gave none.

const known = window.PublicKeyCredential?.parseRequestOptionsFromJSON;

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options.publicKey;
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") {
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }
  if (form.elements.passwordless?.checked) {
    Object.assign(options.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
  }
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
}

async function send(form) {
  try {
    form.elements.credential.value = JSON.stringify((await ask(form)).toJSON());
    form.submit();
  } catch {
    form.querySelector("[data-passkey-error]").hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.querySelector("[data-passkey-error]").hidden = true;
    send(form);
  });
  if (known) form.hidden = false;
}
for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = Boolean(known);
