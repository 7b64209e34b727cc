// Passkeys: a form with data-passkey asks the server for a challenge, has the browser make or show a
// passkey, puts the outcome into its field "credential", and is then sent like any other form.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

async function challenge(form) {
  const answer = await fetch(form.dataset.challenge, { method: "POST", credentials: "same-origin" });
  if (!answer.ok) {
    throw new Error(`the server answered ${answer.status}`);
  }
  return answer.json();
}

async function make(form) {
  const options = await challenge(form);
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  });
  return credential(made, { attestationObject: text(made.response.attestationObject) });
}

async function show(form) {
  const options = await challenge(form);
  const shown = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: known(options.allowCredentials),
    },
  });
  return credential(shown, {
    authenticatorData: text(shown.response.authenticatorData),
    signature: text(shown.response.signature),
    userHandle: shown.response.userHandle ? text(shown.response.userHandle) : null,
  });
}

function credential(given, response) {
  return JSON.stringify({
    id: given.id,
    rawId: text(given.rawId),
    type: given.type,
    clientExtensionResults: given.getClientExtensionResults(),
    response: { clientDataJSON: text(given.response.clientDataJSON), ...response },
  });
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const trouble = form.querySelector("[data-trouble]");
  trouble.hidden = true;
  try {
    const ceremony = form.dataset.passkey === "create" ? make : show;
    form.elements.credential.value = await ceremony(form);
    form.submit();
  } catch (error) {
    trouble.textContent =
      error.name === "NotAllowedError"
        ? "No passkey was given. Try again, or go on another way."
        : `The browser could not do it: ${error.message}.`;
    trouble.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", send);
  }
}
