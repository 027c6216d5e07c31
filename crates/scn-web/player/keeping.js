// The ways to keep what was done, on a page without a server: under a name on this device, or as a
// file.

import { element } from "./dom.js";
import { visible } from "./hidden.js";
import { PHRASES } from "./phrases.js";
import { mergeAttempts, readRecordText, recordText } from "./record.js";
import { saveText } from "./sheet.js";
import { countText, fillText } from "./words.js";

const pressButton = (words, press, attributes = {}) => {
  const button = element("button", { type: "button", ...attributes }, words);
  button.addEventListener("click", press);
  return button;
};

/** Returns a name as it is kept. */
function nameToKeep(words) {
  return visible(words).replace(/\s+/gu, " ").trim().slice(0, 100);
}

/** Returns the nodes with which a learner keeps what was done, or goes on with what is kept. */
export function keepPanel(page) {
  const { home } = page;
  const nodes = [element("h2", { id: "keep", tabindex: "-1" }, PHRASES.keep)];
  if (home.learner) {
    nodes.push(
      element("p", {}, fillText(PHRASES.kept_as, { name: home.learner })),
      element("p", { class: "row" }, saveButton(page), openFile(page), pressButton(PHRASES.leave_name, () => page.signOut())),
    );
  } else {
    const names = home.names();
    if (names.length) {
      const goOn = (name) => pressButton(fillText(PHRASES.go_on_as, { name }), () => page.adopt(home.resume(name)), { class: "primary" });
      const items = names.map((name) => element("li", { class: "row" }, goOn(name), forget(page, name)));
      nodes.push(element("h3", {}, PHRASES.kept_names), element("ul", {}, items));
    }
    if (home.canKeep) nodes.push(nameForm(page));
    nodes.push(element("p", { class: "row" }, page.attempts.length ? saveButton(page) : [], openFile(page)));
  }
  return nodes;
}

function nameForm(page) {
  const { home } = page;
  const field = element("input", { type: "text", id: "name", name: "name", autocomplete: "name", maxlength: 100, "aria-describedby": "name-note" });
  const missing = element("p", { class: "missing", role: "alert", hidden: true });
  const form = element(
    "form",
    {},
    element("p", { class: "field" }, element("label", { for: "name" }, PHRASES.your_name), field),
    element("p", { class: "small", id: "name-note" }, PHRASES.name_note),
    missing,
    element("p", {}, element("button", { type: "submit" }, PHRASES.keep_under_name)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = nameToKeep(field.value);
    const taken = home.names().includes(name);
    missing.hidden = Boolean(name) && !taken;
    if (missing.hidden) {
      home.keep(name, page.attempts);
      page.renamed();
    } else {
      missing.textContent = name ? fillText(PHRASES.name_taken, { name }) : PHRASES.type_a_name;
      field.focus();
    }
  });
  return form;
}

/** Returns the button that forgets a name, which asks first. */
function forget(page, name) {
  const button = pressButton(fillText(PHRASES.forget_name, { name }), () => {
    const no = pressButton(PHRASES.cancel, () => {
      question.replaceWith(button);
      button.focus();
    });
    const yes = pressButton(PHRASES.yes_forget, () => {
      page.home.forget(name);
      page.report({ notice: fillText(PHRASES.forgotten, { name }) });
      page.showPanel();
      document.getElementById("keep")?.focus();
    });
    const question = element("span", { class: "row" }, element("span", {}, fillText(PHRASES.forget_sure, { name })), yes, no);
    button.replaceWith(question);
    no.focus();
  });
  return button;
}

function saveButton(page) {
  return pressButton(PHRASES.save_file, () => {
    const { story, home, attempts } = page;
    const file = `${story.pack.name}.scnrecord`;
    saveText(file, recordText({ name: home.learner ?? PHRASES.guest, account: home.account, attempts }), "application/json");
    page.report({ notice: fillText(PHRASES.file_saved, { file }) });
  });
}

function openFile(page) {
  const accept = ".scnrecord,.json,application/json";
  const input = element("input", { type: "file", accept, class: "unseen", tabindex: "-1", "aria-hidden": "true" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (file) readFile(page, file.size > 50000000 ? null : await file.text());
  });
  return element("span", {}, pressButton(PHRASES.open_file, () => input.click()), input);
}

/** Goes on from the text of a file; null if it is too large. */
export function readFile(page, text) {
  try {
    if (text === null) throw new Error(PHRASES.file_too_large);
    const { attempts: read, name } = readRecordText(text, page.story);
    const { attempts, added } = mergeAttempts(page.attempts, read);
    page.adopt({ attempts, stories: page.kept, name });
    page.report({ notice: countText(PHRASES.file_opened, added) });
  } catch (error) {
    page.report({ trouble: fillText(PHRASES.file_refused, { reason: error.message }) });
  }
}
