"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const { lines, messages } = JSON.parse(byId("messages").textContent);
  const whole = (numbers) => numbers.map((number) => lines[number]).join("\n");
  const chosen = { at: 0, view: "html", width: "full", scheme: "light" };

  // First in the page, so that nothing in the message comes before it. A link opens a new window,
  // which the sandbox forbids: looking at a message never leaves this page.
  const guard =
    "<!DOCTYPE html><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; " +
    "style-src 'unsafe-inline'; img-src data: cid:\"><base target=\"_blank\">";

  // The message's own rules for dark mode are switched here, whatever this screen is set to.
  const inScheme = (html) =>
    html.replace(/<style[\s\S]*?<\/style>/gi, (style) =>
      style.replace(/\(\s*prefers-color-scheme:\s*(dark|light)\s*\)/gi, (_, wanted) =>
        wanted.toLowerCase() === chosen.scheme ? "(min-width: 0)" : "(max-width: 0)"));

  // A frame or a preconnect opens a connection before any policy is asked (Chromium); neither has a
  // place in mail, so here both are elements of no meaning.
  const withoutFrames = (html) =>
    html.replace(/<(\/?)(iframe|frame|object|embed|link)\b/gi, "<$1inert-$2");

  const guarded = (html) =>
    guard + inScheme(withoutFrames(html.replace(/^\s*<!DOCTYPE[^>]*>/i, "")));

  const size = (bytes) =>
    bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KB`;

  const fact = (name, value, link) => {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const description = document.createElement("dd");
    term.textContent = name;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.textContent = value;
      description.append(anchor);
    } else {
      description.textContent = value;
    }
    row.append(term, description);
    return row;
  };

  const to = (message) =>
    message.name ? `${message.name} <${message.address}>` : message.address;

  const press = (group, value) => {
    for (const button of document.querySelectorAll(`[data-${group}]`)) {
      button.setAttribute("aria-pressed", String(button.dataset[group] === value));
    }
  };

  const show = () => {
    const message = messages[chosen.at];
    if (!message) return;
    const view = chosen.view === "html" && !message.html.length ? "text" : chosen.view;
    byId("subject").textContent = message.subject;
    byId("to").textContent = `To ${to(message)}`;
    byId("frame").hidden = view !== "html";
    byId("text").hidden = view !== "text";
    byId("details").hidden = view !== "details";
    byId("looks").hidden = view !== "html";
    document.querySelector("[data-view=html]").disabled = !message.html.length;
    if (view === "html") {
      byId("frame").className = `${chosen.width} ${chosen.scheme}`;
      byId("frame").srcdoc = guarded(whole(message.html));
    } else if (view === "text") {
      byId("text").textContent = whole(message.text);
    } else {
      byId("details").replaceChildren(
        fact("To", to(message)),
        fact("Subject", message.subject),
        fact("Language", message.language || "not given"),
        fact("Parts", message.html.length ? "HTML and plain text" : "plain text"),
        fact("Size", size(message.size)),
        fact("File", message.eml, `./${encodeURIComponent(message.eml)}`));
    }
    press("view", view);
    press("width", chosen.width);
    press("scheme", chosen.scheme);
    for (const button of byId("entries").querySelectorAll("[aria-current]")) {
      button.removeAttribute("aria-current");
    }
    entries[chosen.at].setAttribute("aria-current", "true");
  };

  const line = (name, text) => {
    const element = document.createElement(name);
    element.dir = "auto";
    element.textContent = text;
    return element;
  };

  const entries = messages.map((message, at) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.append(
      line("strong", message.name || message.address),
      line("span", message.name ? message.address : message.subject));
    button.addEventListener("click", () => {
      chosen.at = at;
      show();
    });
    item.append(button);
    byId("entries").append(item);
    return button;
  });
  const sought = messages.map((message) =>
    [message.name, message.address, message.language, message.subject].join("\n").toLowerCase());

  byId("search").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/);
    let left = 0;
    entries.forEach((button, at) => {
      const found = words.every((word) => sought[at].includes(word));
      button.parentElement.hidden = !found;
      left += found ? 1 : 0;
    });
    byId("none").hidden = left > 0;
  });

  byId("entries").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const visible = entries.filter((button) => !button.parentElement.hidden);
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = visible[visible.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.click();
  });

  for (const group of ["view", "width", "scheme"]) {
    for (const button of document.querySelectorAll(`[data-${group}]`)) {
      button.addEventListener("click", () => {
        chosen[group] = button.dataset[group];
        show();
      });
    }
  }
  show();
})();
