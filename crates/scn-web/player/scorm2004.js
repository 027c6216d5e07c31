// The home in an LMS that speaks SCORM 2004, third or fourth edition.

import { isRight } from "./attempt.js";
import { ScormHome, answeredQuestion, chosenChoice, hundredths, oneLine } from "./scorm.js";
import { plainText } from "./machine.js";

/** The last year in which every LMS takes a time. */
const LAST_YEAR = 2037;

/**
 * Returns a short identifier: Moodle takes letters, digits, `_` and `.` only. Ids have no `_`.
 */
export function shortIdentifier(id) {
  return id.replace(/-/g, "_").slice(0, 250);
}

/** Returns a time with two decimals, which some LMSs need. */
export function timestamp2004(when) {
  return new Date(when).toISOString().replace(/(\.\d\d)\d?Z$/, "$1Z");
}

/** Returns a time span as seconds with two decimals. */
export function timespan2004(milliseconds) {
  return `PT${hundredths(milliseconds)}S`;
}

const timing2004 = ({ when, latency }) => [
  ...(new Date(when).getUTCFullYear() <= LAST_YEAR ? [["timestamp", timestamp2004(when)]] : []),
  ["latency", timespan2004(latency)],
];
const objectives2004 = (principles) => principles.map((id, at) => [`objectives.${at}.id`, id]);
const wordsOf = (spans) => plainText((spans ?? []).map(({ text = "…" }) => ({ text })));
const described = (spans) => {
  const text = oneLine(wordsOf(spans), 250);
  return text ? [["description", text]] : [];
};

const SCORM_2004 = {
  kind: "scorm2004",
  api: "API_1484_11",
  limit: 16000,
  names: { start: "Initialize", get: "GetValue", set: "SetValue", commit: "Commit", end: "Terminate", error: "GetLastError" },
  status: "cmi.completion_status",
  exit: "cmi.exit",
  location: "cmi.location",
  time: "cmi.session_time",
  objectiveStatus: "completion_status",
  duration: timespan2004,

  read(lms) {
    return {
      mode: lms.get("cmi.mode"),
      status: lms.get("cmi.completion_status"),
      name: lms.get("cmi.learner_name"),
      learner: lms.get("cmi.learner_id"),
    };
  },

  choice(story, attempt, what, timing) {
    const { situation, principles } = chosenChoice(story, attempt, what);
    return [
      ["id", `${attempt.part.id}/${what.at}`],
      ["type", "choice"],
      ...objectives2004(principles),
      ["learner_response", shortIdentifier(what.choice)],
      ["result", "neutral"],
      ...timing2004(timing),
      ...described([{ text: situation?.title ?? "" }]),
    ];
  },

  answer(story, attempt, what, timing) {
    const asked = answeredQuestion(story, attempt, what, isRight);
    if (!asked) return null;
    const shortened = (ids) => ids.map(shortIdentifier).join("[,]");
    const responses = asked.isTyped
      ? [["learner_response", oneLine(what.answers.join(" "), 250)]]
      : [["correct_responses.0.pattern", shortened(asked.right)], ["learner_response", shortened(what.answers)]];
    return [
      ["id", `${attempt.part.id}/${what.question}`],
      ["type", asked.isTyped ? "fill-in" : "choice"],
      ...objectives2004(asked.principles),
      ...responses,
      ["result", asked.isRight ? "correct" : "incorrect"],
      ...timing2004(timing),
      ...described(asked.question.stem),
    ];
  },

  words(home, { part }, [at, ask, words], when) {
    home.interact([
      ["id", `${part.id}/${at}/${ask}`],
      ["type", "long-fill-in"],
      ["learner_response", oneLine(words, 4000, " / ")],
      ["result", "neutral"],
      ...timing2004({ when, latency: 0 }).slice(0, -1),
    ]);
  },

  progress(pending, { progress }) {
    pending.set("cmi.progress_measure", progress);
  },

  end({ isComplete, result, score }) {
    const completed = isComplete ? [["cmi.completion_status", "completed"], ["cmi.progress_measure", "1"]] : [];
    if (!result) return completed;
    return [
      ...completed,
      ["cmi.score.min", "0"],
      ["cmi.score.max", "100"],
      ["cmi.score.raw", `${score}`],
      ["cmi.score.scaled", `${score / 100}`],
      ["cmi.success_status", result],
    ];
  },
};

/** Creates the home of a page in an LMS that speaks SCORM 2004. */
export function createScorm2004Home(context) {
  return new ScormHome(context, SCORM_2004);
}
