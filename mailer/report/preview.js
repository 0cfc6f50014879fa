"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const SEVERITIES = [["error", "Errors"], ["warning", "Warnings"], ["note", "Notes"]];
  const chosen = {
    person: "", view: "html", width: "full", look: "light", file: "", place: null, words: "",
  };
  let shown = null;
  let behind = 0;

  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const size = (bytes) =>
    bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KB`;
  const counted = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

  // Where the page's documents come from: a server on this machine, or this very file.
  const query = (values) => new URLSearchParams(values).toString();
  const asked = async (path) => {
    const answer = await fetch(path, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const live = () => ({
    still: false,
    view: (person) => asked(`view?${query({ person })}`),
    people: (search, language, trusted) => asked(`people?${query({ search, language, trusted })}`),
    frame: (frame, look, words) => {
      const anchor = words ? "#place" : "#changed";
      frame.src = `frame?${query({ person: chosen.person, look, words, at: shown.revision })}${anchor}`;
    },
  });
  const still = (text) => {
    const { lines, pictures, people, common, views } = JSON.parse(text);
    const whole = (numbers) => numbers.map((number) => lines[number]).join("\n");
    return {
      still: true,
      view: async (person) => {
        const view = { ...common, ...(views.find((each) => each.person.id === person) || views[0]) };
        if (view.message) {
          view.message = { ...view.message, html: whole(view.message.html), text: whole(view.message.text) };
        }
        return view;
      },
      people: async (search, language, trusted) => {
        const words = search.toLowerCase().split(/\s+/);
        const fits = (each) =>
          words.every((word) => `${each.name}\n${each.address}\n${each.outlet}`.toLowerCase().includes(word)) &&
          (!language || each.language === language) &&
          (!trusted || each.trusted === (trusted === "yes"));
        return { ...people, candidates: people.candidates.filter(fits) };
      },
      frame: (frame, look) => {
        frame.srcdoc = whole(shown.frames[look]).replace(/cid:([^"'()\s<>]+)/gi,
          (given, id) => pictures[id] || given);
      },
    };
  };
  const carried = byId("still");
  const source = carried ? still(carried.textContent) : live();

  // The message in its frame: the next one loads unseen behind the one that is there.
  const drawFrame = () => {
    const frames = byId("view-html");
    const message = shown.message;
    byId("no-html").hidden = !message || Boolean(message.html);
    frames.dataset.width = chosen.width;
    frames.dataset.look = chosen.look;
    for (const coming of frames.querySelectorAll("iframe.coming")) coming.remove();
    const there = frames.querySelector("iframe");
    if (!message || !message.html) {
      if (there) there.remove();
      return;
    }
    const key = [shown.revision, chosen.person, chosen.look, chosen.words].join("\n");
    if (there && there.dataset.key === key) return;
    const next = document.createElement("iframe");
    next.setAttribute("sandbox", "");
    next.title = "The message as HTML";
    next.dataset.key = key;
    next.className = there ? "coming" : "";
    next.addEventListener("load", () => {
      if (!next.isConnected) return;
      if (there) there.remove();
      next.className = "";
    });
    source.frame(next, chosen.look, chosen.words);
    frames.append(next);
  };

  const drawText = () => {
    const text = shown.message ? shown.message.text : "";
    const pre = byId("text");
    pre.textContent = text;
    if (chosen.words) {
      const pattern = chosen.words.split(/\s+/)
        .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
      const found = new RegExp(pattern).exec(text);
      if (found) {
        const mark = make("mark", found[0]);
        pre.replaceChildren(text.slice(0, found.index), mark, text.slice(found.index + found[0].length));
        if (chosen.view === "text") mark.scrollIntoView({ block: "center" });
      }
    }
    const long = text.split("\n").filter((line) => [...line].length > 72).length;
    byId("long-lines").textContent = long
      ? `${counted(long, "line is", "lines are")} longer than 72 characters.`
      : "No line is longer than 72 characters.";
  };

  const lineList = (list, lines) => {
    list.replaceChildren(...lines.map((line) => {
      const item = make("li", line);
      item.dir = "auto";
      return item;
    }));
  };

  const drawSource = () => lineList(byId("source"), shown.message ? shown.message.html.split("\n") : []);

  const drawHeaders = () => {
    const headers = shown.message ? shown.message.headers : [];
    byId("headers").replaceChildren(...headers.map((header) => {
      const row = make("div");
      const value = make("dd", header.value);
      value.dir = "auto";
      if (header.raw !== header.value) value.append(make("div", header.raw, "raw"));
      row.append(make("dt", header.name), value);
      return row;
    }));
  };

  const drawParts = () => {
    const parts = shown.message ? shown.message.parts : [];
    byId("parts").tBodies[0].replaceChildren(...parts.map((part) => {
      const row = make("tr");
      const type = make("td", part.media_type);
      type.style.paddingInlineStart = `${part.depth * 22}px`;
      row.append(type, make("td", part.name), make("td", part.encoding),
        make("td", size(part.encoded_bytes), "number"), make("td", size(part.decoded_bytes), "number"));
      return row;
    }));
  };

  const drawRelease = () => {
    const files = shown.sources;
    const file = files.find((each) => each.file === chosen.file) || files[0];
    byId("files").hidden = files.length < 2;
    byId("files").replaceChildren(...files.map((each) => {
      const button = make("button", each.file);
      button.type = "button";
      button.setAttribute("aria-pressed", String(each === file));
      button.addEventListener("click", () => {
        chosen.file = each.file;
        chosen.place = null;
        draw();
      });
      return button;
    }));
    lineList(byId("release"), file ? file.lines : []);
    const items = byId("release").children;
    for (const finding of [...shown.findings].reverse()) {
      if (file && finding.file === file.file && finding.line && items[finding.line - 1]) {
        items[finding.line - 1].dataset.severity = finding.severity;
      }
    }
    const place = file && chosen.place && items[chosen.place - 1];
    if (place) {
      place.className = "place";
      place.scrollIntoView({ block: "center" });
    }
  };

  const VIEWS = {
    html: drawFrame, text: drawText, source: drawSource, headers: drawHeaders, parts: drawParts,
    release: drawRelease,
  };

  const press = (group, value) => {
    for (const button of document.querySelectorAll(`[data-${group}]`)) {
      if (button.tagName === "BUTTON") {
        button.setAttribute("aria-pressed", String(button.dataset[group] === value));
      }
    }
  };

  const drawTabs = () => {
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const selected = tab.dataset.view === chosen.view;
      tab.setAttribute("aria-selected", String(selected));
      tab.tabIndex = selected ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = !selected;
    }
    byId("looks").hidden = chosen.view !== "html";
    press("width", chosen.width);
    press("look", chosen.look);
  };

  const drawProblem = () => {
    const error = shown.error;
    byId("problem").hidden = !error;
    byId("top").hidden = Boolean(error);
    if (!error) return;
    byId("problem-where").textContent = error.where;
    byId("problem-what").textContent = error.what;
    byId("problem-cure").textContent = error.cure;
    byId("problem-show").hidden = !shown.sources.some((each) => each.file === error.file) || !error.line;
  };

  const chip = (text, className) => make("span", text, className ? `chip ${className}` : "chip");

  const drawHead = () => {
    const release = shown.release;
    byId("headline").textContent = release ? release.headline : shown.given;
    document.title = `${release ? release.headline : shown.given} – preview`;
    byId("facts").replaceChildren(...(release
      ? [release.slug, release.kind, `version ${release.version}`, release.languages.join(", ")]
      : []).map((fact) => make("li", fact)));
    const person = shown.person;
    if (!shown.message || !person) return;
    byId("subject").textContent = shown.message.subject;
    byId("to").textContent = person.name ? `To ${person.name} <${person.address}>` : `To ${person.address}`;
    const chips = [chip(shown.standing.what, shown.standing.held ? "held" : "")];
    if (person.language) chips.push(chip(`language ${person.language}`));
    if (person.trusted) chips.push(chip("trusted"));
    if (person.place) chips.push(chip(person.place));
    byId("standing").replaceChildren(...chips);
  };

  const inboxLine = (element, length) => {
    const { subject, preheader } = shown.message;
    const gap = subject && preheader ? " – " : "";
    const all = [...`${subject}${gap}${preheader}`];
    const kept = all.slice(0, length).join("") + (all.length > length ? "…" : "");
    element.replaceChildren(kept.slice(0, subject.length), make("span", kept.slice(subject.length), "behind"));
  };

  const drawInbox = () => {
    byId("inbox").hidden = byId("sizes").hidden = !shown.message;
    if (!shown.message) return;
    byId("row-from").textContent = shown.sender;
    inboxLine(byId("row-40"), 40);
    inboxLine(byId("row-70"), 70);
    const { html_size: html, size: all, clip } = shown.message;
    const meter = byId("meter");
    meter.max = clip;
    meter.high = clip * 0.8;
    meter.low = clip * 0.6;
    meter.optimum = 0;
    meter.value = html;
    byId("size").textContent = html
      ? `HTML ${size(html)} of the ${size(clip)} after which Gmail cuts. Whole message ${size(all)}.`
      : `Whole message ${size(all)}, plain text.`;
  };

  const drawCountdown = () => {
    const embargo = shown && shown.embargo;
    if (!embargo) return;
    const left = Math.round((Date.parse(embargo.until) - Date.now() - behind) / 1000);
    const seconds = Math.abs(left);
    const days = Math.floor(seconds / 86400);
    const clock = [3600, 60, 1].map((unit, at) =>
      String(at ? Math.floor(seconds / unit) % 60 : Math.floor(seconds / unit) % 24).padStart(2, "0"));
    const span = `${days ? `${days.toLocaleString("en")} d ` : ""}${clock.join(":")}`;
    byId("countdown").textContent = left > 0 ? `Lifts in ${span}` : `Lifted ${span} ago`;
  };

  const drawEmbargo = () => {
    byId("embargo").hidden = !shown.embargo;
    if (!shown.embargo) return;
    byId("clocks").tBodies[0].replaceChildren(...shown.embargo.clocks.map((clock) => {
      const row = make("tr");
      const zone = make("th", clock.people
        ? `${clock.zone} (${clock.people.toLocaleString("en")})` : clock.zone);
      zone.scope = "row";
      row.append(zone, make("td", clock.local));
      return row;
    }));
    drawCountdown();
  };

  const showPlace = (file, line, words, view) => {
    Object.assign(chosen, { file, place: line, words, view });
    draw();
    const panel = byId(`view-${view}`);
    if (panel.tabIndex >= 0) panel.focus({ preventScroll: true });
  };

  const findingItem = (finding) => {
    const item = make("li");
    item.append(make("span", finding.what, "what"));
    if (finding.cure) item.append(make("p", finding.cure, "cure"));
    const where = make("p", undefined, "where");
    if (finding.id) where.append(make("span", finding.id));
    const link = (text, view) => {
      const button = make("button", text);
      button.type = "button";
      button.addEventListener("click", () => showPlace(finding.file, finding.line, finding.words, view));
      where.append(button);
    };
    if (finding.file && finding.line) {
      const name = finding.file.replace(/^.*\//, "");
      link(shown.sources.length > 1 ? `${name}, line ${finding.line}` : `line ${finding.line}`, "release");
      if (finding.words && shown.message) link("In the message", shown.message.html ? "html" : "text");
    } else if (finding.place) {
      where.append(make("span", finding.place));
    }
    item.append(where);
    return item;
  };

  const drawFindings = () => {
    const groups = [];
    const counts = [];
    for (const [severity, title] of SEVERITIES) {
      const found = shown.findings.filter((finding) => finding.severity === severity);
      if (!found.length) continue;
      const heading = make("h3", `${title} (${found.length})`);
      heading.dataset.severity = severity;
      const list = make("ul");
      list.append(...found.map(findingItem));
      groups.push(heading, list);
      counts.push(counted(found.length, severity, `${severity}s`));
    }
    byId("findings").replaceChildren(...groups);
    const verdict = byId("verdict");
    verdict.hidden = Boolean(shown.error);
    verdict.textContent = counts.join(", ") || "Nothing found.";
    verdict.dataset.state = ["error", "warning"].find((severity) =>
      shown.findings.some((finding) => finding.severity === severity)) || "good";
  };

  const draw = () => {
    if (!shown) return;
    const waiting = Boolean(shown.error);
    if (waiting && chosen.view === "html") byId("view-html").hidden = true;
    drawProblem();
    drawHead();
    drawTabs();
    byId("view-html").hidden = waiting || chosen.view !== "html";
    byId("looks").hidden = waiting || chosen.view !== "html";
    VIEWS[chosen.view]();
    drawInbox();
    drawEmbargo();
    drawFindings();
  };

  // The picker.
  const entries = () => [...byId("entries").querySelectorAll("button")];
  const markCurrent = () => {
    let current = null;
    for (const button of entries()) {
      const is = !current && button.dataset.person === chosen.person;
      if (is) current = button;
      button.tabIndex = is ? 0 : -1;
      if (is) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    const first = entries()[0];
    if (!current && first) first.tabIndex = 0;
  };
  const entry = (person) => {
    const item = make("li");
    const button = make("button");
    button.type = "button";
    button.dataset.person = person.id;
    const line = (name, text, className) => {
      const element = make(name, text, className);
      element.dir = "auto";
      return element;
    };
    button.append(line("strong", person.name || person.address),
      line("span", [person.name && person.address, person.outlet].filter(Boolean).join(" · ") || "no name", "address"));
    if (person.reasons.length) {
      const reasons = make("span", undefined, "reasons");
      reasons.append(...person.reasons.map((reason) => make("span", reason)));
      button.append(reasons);
    }
    button.addEventListener("click", () => pick(person.id));
    item.append(button);
    return item;
  };
  const group = (title, people) => {
    if (!people.length) return [];
    const list = make("ul");
    list.append(...people.map(entry));
    return [make("h3", title), list];
  };

  let search = 0;
  const drawPeople = async () => {
    const number = ++search;
    const found = await source.people(byId("search").value, byId("language").value, byId("trusted").value);
    if (number !== search) return;
    const focused = document.activeElement && document.activeElement.dataset.person;
    const list = byId("entries");
    list.replaceChildren(...group("Worth a look", found.candidates), ...group("Everybody", found.rows));
    if (!list.children.length) list.replaceChildren(make("p", "Nobody matches.", "none"));
    const languages = byId("language");
    const before = languages.value;
    languages.replaceChildren(new Option("Language", ""), ...found.languages.map((each) => new Option(each, each)));
    languages.value = before;
    const parts = [];
    if (source.still) parts.push(`${found.candidates.length} of ${counted(found.total, "recipient", "recipients")} in this copy`);
    else if (found.rows.length < found.found) parts.push(`The first ${found.rows.length} of ${found.found.toLocaleString("en")}; search for others`);
    else parts.push(counted(found.total, "recipient", "recipients"));
    if (found.rejected) parts.push(counted(found.rejected, "row left out", "rows left out"));
    if (!found.complete) parts.push("still reading");
    byId("count").textContent = parts.join(" · ");
    markCurrent();
    if (focused !== undefined && !document.activeElement.dataset.person) {
      const again = entries().find((button) => button.dataset.person === focused);
      if (again) again.focus({ preventScroll: true });
    }
  };

  let fetching = 0;
  const refresh = async () => {
    const number = ++fetching;
    const view = await source.view(chosen.person);
    if (number !== fetching) return;
    shown = view;
    behind = source.still ? 0 : Date.parse(view.now) - Date.now();
    if (view.person) chosen.person = view.person.id;
    draw();
    markCurrent();
  };
  const pick = (person) => {
    Object.assign(chosen, { person, words: "" });
    markCurrent();
    return refresh();
  };

  const status = (state, text) => {
    byId("status").dataset.state = state;
    byId("status").textContent = text;
  };
  const time = () => new Date().toLocaleTimeString("en-GB");

  // Keys: / to search, arrows in the list and among the tabs, Alt and an arrow for the next recipient.
  const step = (from, by) => {
    const all = entries();
    const next = all[all.indexOf(from) + by];
    if (next) {
      next.focus();
      next.click();
    }
  };
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      byId("search").focus();
    } else if (by && (event.altKey || byId("entries").contains(event.target))) {
      event.preventDefault();
      step(entries().find((button) => button.tabIndex === 0), by);
    } else if (event.key === "ArrowDown" && event.target === byId("search") && entries()[0]) {
      event.preventDefault();
      entries()[0].focus();
    }
  });
  const tabs = [...document.querySelectorAll("[role=tab]")];
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener("click", () => {
      chosen.view = tab.dataset.view;
      draw();
    });
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      const next = tabs[(at + by + tabs.length) % tabs.length];
      next.focus();
      next.click();
    });
  }
  for (const name of ["width", "look"]) {
    for (const button of document.querySelectorAll(`button[data-${name}]`)) {
      button.addEventListener("click", () => {
        chosen[name] = button.dataset[name];
        draw();
      });
    }
  }
  byId("problem-show").addEventListener("click", () =>
    showPlace(shown.error.file, shown.error.line, "", "release"));
  let pause = 0;
  byId("search").addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(drawPeople, 80);
  });
  byId("language").addEventListener("change", drawPeople);
  byId("trusted").addEventListener("change", drawPeople);
  for (let column = 10; column <= 72; column += column === 70 ? 2 : 10) {
    const tick = make("span");
    tick.dataset.column = column;
    tick.style.insetInlineStart = `${column}ch`;
    if (column !== 70) document.querySelector(".ruler").append(tick);
  }

  setInterval(drawCountdown, 1000);
  if (source.still) {
    status("still", "A copy; it does not change");
    refresh().then(drawPeople);
    return;
  }
  const events = new EventSource("events");
  events.addEventListener("changed", () => refresh().then(() => status("live", `Updated ${time()}`)));
  events.addEventListener("people", () => refresh().then(drawPeople));
  events.addEventListener("open", () => {
    status("live", "Live");
    refresh().then(drawPeople);
  });
  events.addEventListener("error", () => status("lost", "Ended; start mailer preview again"));
})();
