// The forms of this page that are sent, each with the fields that take a text; or one of them, filled in and sent.
(given) => {
  const texts = "input:not([type]), input[type=text], input[type=search], input[type=email], input[type=tel], "
    + "input[type=url], textarea";
  const forms = [...document.forms].filter((form) => form.method === "post");
  const of = (form) => [...form.querySelectorAll(texts)].filter((one) => one.name && !one.disabled && !one.readOnly);
  if (given === null) {
    return forms.map((form) => ({
      action: form.getAttribute("action") ?? "",
      fields: of(form).map((one) => ({ name: one.name, length: one.maxLength < 0 ? null : one.maxLength })),
    }));
  }
  const form = forms[given.place];
  for (const one of of(form)) one.value = given.values[one.name];
  for (const one of form.querySelectorAll("select")) if (!one.value) one.selectedIndex = one.options.length - 1;
  for (const one of form.querySelectorAll("[type=checkbox], [type=radio]")) one.checked = true;
  form.noValidate = true;
  form.submit();
}
