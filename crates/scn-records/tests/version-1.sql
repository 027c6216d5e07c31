-- A file of records as version 1 of the tables has it. It stays as it is when later versions come.
PRAGMA application_id = 1935896178;
PRAGMA user_version = 1;
CREATE TABLE stories (digest TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE learners (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, account TEXT NOT NULL UNIQUE);
CREATE TABLE attempts (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    pack TEXT NOT NULL,
    digest TEXT NOT NULL,
    kind TEXT NOT NULL,
    part TEXT NOT NULL
);
CREATE INDEX attempts_of ON attempts (learner, pack, kind, part);
CREATE TABLE events (
    attempt INTEGER NOT NULL REFERENCES attempts ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (attempt, number)
) WITHOUT ROWID;
INSERT INTO stories VALUES ('sha256:1', '{}');
INSERT INTO learners VALUES (1, 'Ana', '00ff');
INSERT INTO attempts VALUES (1, '5f0c', 1, 'privacy', 'sha256:1', 'scenario', 'neighbour');
INSERT INTO events VALUES (1, 0, 1700000000000, '{"event":"started","pack":"privacy","digest":"sha256:1","scenario":"neighbour","seed":18446744073709551615}');
INSERT INTO events VALUES (1, 1, 1700000000001, '{"event":"shown","at":"call","choices":["hold"]}');
