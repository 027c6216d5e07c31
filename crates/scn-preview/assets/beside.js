// The words of the source beside those of a translation: the same moment in the story as it was
// written. It can only be read.

import { resumeQuiz } from "./attempt.js";
import { courseNodes } from "./course.js";
import { element } from "./dom.js";
import { lessonNodes } from "./lesson.js";
import { lessonView } from "./lessons.js";
import { courseState, courseView, playableOf } from "./progress.js";
import { quizNodes } from "./quiz.js";
import { readLines, sceneNodes } from "./scene.js";
import { replaySteps } from "./author.js";
import { standingSteps } from "./session.js";

/** The attributes of what can be operated, or is referred to. */
const ACTIVE = /^(id|for|tabindex|type|role|data-.*|aria-(keyshortcuts|disabled|label|labelledby|describedby|current))$/;

/** Returns the nodes of what is shown by a view of the author, from the story of the source. */
export function besideNodes(source, author, view) {
  const { story, lessons, written } = source;
  story.written = written;
  // Ids are the same in both stories, so what was recorded in one can be replayed in the other.
  const own = (events) => events.map((it) => (it.digest === undefined ? it : { ...it, digest: story.pack.digest }));
  const shown = { story, lessons, own, author, view };
  const kind = ["run", "lesson", "quiz", "course"].find((it) => view[it]);
  return kind ? readOnly(VIEWS[kind](shown)) : [];
}

const VIEWS = {
  run: ({ story, author, view: { part, run } }) => {
    const { events, seed } = author.now.run;
    const { steps, rest } = standingSteps(events);
    const replayed = replaySteps(playableOf(story, part.id), seed, steps, rest);
    const lines = replayed.begin();
    // The hints of the moment, in their order.
    for (const { choice } of readLines(run.lines).hints) lines.push(...replayed.act({ do: "hint", choice }));
    const last = replayed.steps[replayed.steps.length - 1];
    const chosen = last?.scene.choices.find(({ id }) => id === last.id)?.label;
    return sceneNodes(readLines(lines), chosen, (replayed.playable.scenario.cast ?? []).map(({ name }) => name));
  },
  lesson: ({ story, lessons, view: { part, lesson } }) => lessonNodes(lessonView(story, lessons[part.id] ?? [], part.id, lesson.page)),
  quiz: ({ story, own, author, view: { part } }) => {
    const { before, answer, quiz } = author.now;
    const { attempt } = resumeQuiz(story, part.id, own(before ?? quiz.events));
    if (!attempt) return [];
    const hints = (quiz.shown?.question ?? quiz.question())?.hints.length ?? 0;
    for (let shown = 0; shown < hints; shown += 1) attempt.hint();
    if (answer) attempt.answer(answer);
    if (answer && !quiz.shown) attempt.next();
    return quizNodes(attempt.view({ refusal: null }));
  },
  course: ({ story, own, author: { attempts } }) => {
    const { digest } = story.pack;
    const counted = attempts.filter((it) => !it.forgotten);
    const events = (attempt) => own(attempt.events.map(({ what }) => what)).map((what, index) => ({ ...attempt.events[index], what }));
    const replayed = counted.map((attempt) => ({ ...attempt, digest, events: events(attempt) }));
    return courseNodes(courseView(courseState(story, replayed, new Map())));
  },
};

/** Makes nodes into ones that can be read, and with which nothing can be done. */
function readOnly(nodes) {
  const all = element("div", {}, nodes);
  for (const it of all.querySelectorAll("textarea, input, .missing, .onward")) it.remove();
  for (const it of all.querySelectorAll("*")) {
    for (const name of it.getAttributeNames()) if (ACTIVE.test(name)) it.removeAttribute(name);
  }
  for (const [selector, name] of [["button", "span"], ["form", "div"], ["label", "span"]]) {
    for (const it of all.querySelectorAll(selector)) it.replaceWith(element(name, { class: it.className }, [...it.childNodes]));
  }
  return [...all.childNodes];
}
