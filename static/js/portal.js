/* What every page needs beside htmx: the chosen look, words when a request fails, focus, the busy state. */
(() => {
  "use strict";

  const root = document.documentElement;
  const YEAR = 31536000;

  // ---- The look ----

  function chooseTheme(theme) {
    document.cookie = `theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax`;
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    document.dispatchEvent(new CustomEvent("portal:theme"));
  }

  function offerThemes() {
    const choice = document.getElementById("theme-choice");
    if (!choice) return;
    const select = choice.querySelector("select");
    select.value = root.dataset.theme || "";
    select.addEventListener("change", () => chooseTheme(select.value));
    choice.hidden = false;
  }

  // ---- Words when a request fails ----

  const SENTENCES = {
    400: "That request could not be read. Nothing was changed.",
    403: "You may not do that. Nothing was changed.",
    404: "That is no longer here. Reload the page to see what is.",
    429: "That was too often in a short time. Wait a minute and try again.",
    503: "The site is being looked after. Try again in a few minutes.",
  };

  function tell(sentence, reference) {
    const alerts = document.getElementById("alerts");
    if (!alerts) return;
    const line = document.createElement("p");
    line.className = "message message-error";
    line.textContent = reference ? `${sentence} Reference ${reference}.` : sentence;
    alerts.replaceChildren(line);
    line.scrollIntoView({ block: "nearest" });
  }

  function tellOfAnswer(xhr) {
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const said = page.querySelector("[data-sentence]");
    const reference = page.querySelector("[data-reference]");
    const sentence = said ? said.textContent.trim() : SENTENCES[xhr.status];
    tell(sentence || "Something broke on our side. Your request was not completed.", reference && reference.textContent);
  }

  /* A control whose request failed goes back to what the server last said. */
  function restore(element) {
    const form = element.closest("form");
    if (form && form.matches("[data-restore]")) form.reset();
  }

  document.addEventListener("htmx:responseError", (event) => {
    tellOfAnswer(event.detail.xhr);
    restore(event.detail.elt);
  });
  document.addEventListener("htmx:sendError", (event) => {
    tell("The site could not be reached. Nothing was changed; check your connection and try again.");
    restore(event.detail.elt);
  });
  document.addEventListener("htmx:timeout", (event) => {
    tell("The site took too long to answer. Reload the page to see what is stored.");
    restore(event.detail.elt);
  });
  for (const failure of ["htmx:swapError", "htmx:targetError", "htmx:onLoadError"]) {
    document.addEventListener(failure, () => tell("The page could not be renewed. Reload it."));
  }

  /* A whole page instead of a part, such as the sign-in page: go to it, do not put it inside this one. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (target === document.body || !/^\s*<(!doctype|html)/i.test(xhr.responseText)) return;
    event.detail.shouldSwap = false;
    if (xhr.status < 400) window.location.assign(xhr.responseURL);
  });

  // ---- Busy ----

  function targetOf(event) {
    return event.detail.target || event.detail.elt;
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const alerts = document.getElementById("alerts");
    if (alerts) alerts.replaceChildren();
    const target = targetOf(event);
    target.setAttribute("aria-busy", "true");
    target.classList.add("refreshing");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const target = targetOf(event);
    target.removeAttribute("aria-busy");
    target.classList.remove("refreshing");
  });

  // ---- Focus ----

  /* htmx gives focus back by id. Where the focused element is gone, the renewed part takes it. */
  let focusedWithin = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    focusedWithin = event.detail.target && event.detail.target.contains(document.activeElement) ? event.detail.target.id : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!focusedWithin || document.activeElement !== document.body) return;
    const part = document.getElementById(focusedWithin);
    focusedWithin = null;
    if (!part) return;
    if (!part.hasAttribute("tabindex")) part.tabIndex = -1;
    part.focus({ preventScroll: true });
  });

  function focusFirstError() {
    const summary = document.querySelector(".error-summary");
    if (summary) summary.focus();
  }

  // ---- Menus close on Escape and on a press elsewhere ----

  function openMenus() {
    return document.querySelectorAll("details.menu[open]");
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });

  // ---- Controls that only make sense with script ----

  function showScripted() {
    for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false;
  }

  offerThemes();
  showScripted();
  focusFirstError();
})();
