-- A database as version 1 of the tables of a server has it, with records of version 3. It stays as it
-- is when later versions come. The passphrase of everybody is `correct horse battery`.
PRAGMA application_id = 1935896178;
PRAGMA user_version = 3;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE stories (
        digest TEXT PRIMARY KEY,
        json TEXT NOT NULL
    );
INSERT INTO stories VALUES('sha256:f072642192f18fb0a14fa9aa256e58c1cc4f2e171034acd96db13badd4d33608',replace('{"scn":1,"pack":{"name":"till","title":"At the till","digest":"sha256:f072642192f18fb0a14fa9aa256e58c1cc4f2e171034acd96db13badd4d33608","unnamed":true},"principles":[{"id":"honest","title":"Say how it is","text":[{"kind":"paragraph","text":[{"text":"People can plan with what they know."}]}],"weight":1}],"lessons":[],"scenarios":[{"id":"till","title":"At the till","brief":[],"covers":["honest"],"cast":[],"variables":[{"id":"trust","title":"Trust","kind":"meter","low":0,"high":10,"start":5}],"start":"queue","situations":[{"id":"queue","title":"A queue","body":[{"kind":"paragraph","text":[{"text":"It is long. Trust: "},{"value":"trust"},{"text":"."}]}],"choices":[{"id":"look","label":[{"text":"Look it up."}],"if":{"compare":{"left":{"variable":"trust"},"is":">=","right":{"number":3}}},"outcomes":[{"when":{"chance":{"count":1,"in":4}},"body":[{"kind":"paragraph","text":[{"text":"You find it."}]}],"links":[{"principle":"honest","rating":2,"because":[{"text":"She sees what you see."}]}],"next":"done"},{"when":"otherwise","body":[{"kind":"paragraph","text":[{"text":"It is not there"},{"if":{"compare":{"left":{"variable":"trust"},"is":"<","right":{"number":3}}},"then":[{"text":"and she sighs"}]},{"text":"."}]}],"set":[{"add":{"variable":"trust","by":-3}}],"next":"again"}]},{"id":"guess","label":[{"text":"Make a guess."}],"outcomes":[{"body":[{"kind":"paragraph","text":[{"text":"She believes you."}]}],"links":[{"principle":"honest","rating":-2,"because":[{"text":"You did not know."}]}],"next":"done"}]}]}],"endings":[{"id":"done","title":"Done","result":"mixed","body":[{"kind":"paragraph","text":[{"text":"She goes."}]}]}]}],"written":[]}\n','\n',char(10)));
CREATE TABLE learners (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        account TEXT NOT NULL UNIQUE
    , key TEXT);
INSERT INTO learners VALUES(1,'Ana Mokoena','d8804f41e9bb4ab0a7fede131ffc3914','ana mokoena');
INSERT INTO learners VALUES(2,'Max','3619ba8bbd7f4e40968c679fab90b513','max');
INSERT INTO learners VALUES(3,'Ada','01c1237b63bc4c1e8a0a7f65a429d531','ada');
CREATE TABLE attempts (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
        pack TEXT NOT NULL,
        digest TEXT NOT NULL,
        kind TEXT NOT NULL,
        part TEXT NOT NULL
    );
INSERT INTO attempts VALUES(1,'0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c2b01',1,'till','sha256:f072642192f18fb0a14fa9aa256e58c1cc4f2e171034acd96db13badd4d33608','scenario','till');
CREATE TABLE events (
        attempt INTEGER NOT NULL REFERENCES attempts ON DELETE CASCADE,
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        event TEXT NOT NULL,
        PRIMARY KEY (attempt, number)
    ) WITHOUT ROWID;
INSERT INTO events VALUES(1,0,1795973758557,'{"event":"started","pack":"till","digest":"sha256:f072642192f18fb0a14fa9aa256e58c1cc4f2e171034acd96db13badd4d33608","scenario":"till","seed":7}');
INSERT INTO events VALUES(1,1,1795973758557,'{"event":"shown","at":"queue","choices":["look","guess"]}');
INSERT INTO events VALUES(1,2,1795973758557,'{"event":"chosen","at":"queue","choice":"guess"}');
INSERT INTO events VALUES(1,3,1795973758557,'{"event":"resolved","outcome":1}');
INSERT INTO events VALUES(1,4,1795973758557,'{"event":"shown","at":"done"}');
INSERT INTO events VALUES(1,5,1795973758557,'{"event":"ended","how":"ending","at":"done"}');
CREATE TABLE places (
        attempt INTEGER NOT NULL REFERENCES attempts ON DELETE CASCADE,
        number INTEGER NOT NULL,
        place TEXT NOT NULL,
        PRIMARY KEY (attempt, number)
    ) WITHOUT ROWID;
INSERT INTO places VALUES(1,0,'till');
CREATE TABLE server_version (version BIGINT NOT NULL);
INSERT INTO server_version VALUES(1);
CREATE TABLE accounts (
        learner BIGINT PRIMARY KEY REFERENCES learners ON DELETE CASCADE,
        login TEXT NOT NULL UNIQUE,
        passphrase TEXT,
        role TEXT NOT NULL,
        created BIGINT NOT NULL,
        shares BIGINT NOT NULL,
        recovery TEXT,
        recovery_until BIGINT
    );
INSERT INTO accounts VALUES(1,'ana mokoena','$argon2id$v=19$m=19456,t=2,p=1$+MKLNOZCAKm1GCPk6YmT/Q$fUmOigUdhDHBTcUQsXqRKjiyX5X4Tq57BsacuHxzV4c','learner',1796060157249,0,NULL,NULL);
INSERT INTO accounts VALUES(2,'max','$argon2id$v=19$m=19456,t=2,p=1$XyW1ydLL6KK5YFXaflSfkQ$4Efm52lbfIzkvmz57BDuOhlx70T1FD0C3JNVYC/HHyY','manager',1796060157353,0,NULL,NULL);
INSERT INTO accounts VALUES(3,'ada','$argon2id$v=19$m=19456,t=2,p=1$IS11YcX0+4UGYNHpNGFCGA$uwpHtL9d9DTnlTzFNoS+so3qjuANrL4g0MBqNfdInIc','administrator',1796060157967,0,NULL,NULL);
CREATE TABLE sessions (
        key TEXT PRIMARY KEY,
        learner BIGINT NOT NULL REFERENCES learners ON DELETE CASCADE,
        created BIGINT NOT NULL,
        expires BIGINT NOT NULL
    );
INSERT INTO sessions VALUES('rjeeF7BfHEBUl5zIjcJoeP6EYf5aCgE0ep_UVciAIBU',1,1796060157331,9223372036854775807);
INSERT INTO sessions VALUES('Lq0B-StAnXHxLuWZPbdmTXZISb07TQQ0tyqV6pSRQyA',2,1796060157875,9223372036854775807);
INSERT INTO sessions VALUES('JDTnJZHbZS--scwzdO1Qm0H6uqWJPG2M-YxslkJ1P4k',3,1796060158389,9223372036854775807);
CREATE TABLE guests (
        key TEXT NOT NULL,
        attempt TEXT NOT NULL,
        record TEXT NOT NULL,
        number BIGINT NOT NULL,
        expires BIGINT NOT NULL,
        PRIMARY KEY (key, attempt)
    );
INSERT INTO guests VALUES('iYT-lx9U8pAlCR5BfxddSSfldafkqgvmCGnbBiC7VlY','0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c2b02',replace('{\n  "version": 1,\n  "name": "",\n  "account": "",\n  "attempts": [\n    {\n      "id": "0b6d6c3e-6f5c-4c0e-9f5e-3d1f1a1c2b02",\n      "pack": "till",\n      "places": [\n        "till"\n      ],\n      "digest": "sha256:f072642192f18fb0a14fa9aa256e58c1cc4f2e171034acd96db13badd4d33608",\n      "part": {\n        "kind": "scenario",\n        "id": "till"\n      },\n      "events": [\n        {\n          "when": 1795973758685,\n          "what": {\n            "event": "started",\n            "pack": "till",\n            "digest": "sha256:f072642192f18fb0a14fa9aa256e58c1cc4f2e171034acd96db13badd4d33608",\n            "scenario": "till",\n            "seed": 7\n          }\n        },\n        {\n          "when": 1795973758685,\n          "what": {\n            "event": "shown",\n            "at": "queue",\n            "choices": [\n              "look",\n              "guess"\n            ]\n          }\n        }\n      ]\n    }\n  ]\n}\n','\n',char(10)),0,9223372036854775807);
CREATE TABLE throttles (
        key TEXT PRIMARY KEY,
        failures BIGINT NOT NULL,
        until BIGINT NOT NULL,
        last BIGINT NOT NULL
    );
CREATE TABLE teams (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
INSERT INTO teams VALUES('cd79f3ee3d78437b8a233a21a38aa8bb','Sales');
CREATE TABLE members (
        team TEXT NOT NULL REFERENCES teams ON DELETE CASCADE,
        learner BIGINT NOT NULL REFERENCES learners ON DELETE CASCADE,
        PRIMARY KEY (team, learner)
    );
INSERT INTO members VALUES('cd79f3ee3d78437b8a233a21a38aa8bb',1);
CREATE TABLE assignments (
        id TEXT PRIMARY KEY,
        pack TEXT NOT NULL,
        team TEXT REFERENCES teams ON DELETE CASCADE,
        learner BIGINT REFERENCES learners ON DELETE CASCADE,
        created BIGINT NOT NULL,
        due BIGINT,
        valid_days BIGINT
    );
INSERT INTO assignments VALUES('515361a6439048109a281c7ccef7c720','till','cd79f3ee3d78437b8a233a21a38aa8bb',NULL,1796060158544,1580515199999,365);
CREATE TABLE completions (
        learner BIGINT NOT NULL REFERENCES learners ON DELETE CASCADE,
        pack TEXT NOT NULL,
        digest TEXT NOT NULL,
        at BIGINT NOT NULL,
        PRIMARY KEY (learner, pack, at)
    );
INSERT INTO completions VALUES(1,'till','sha256:f072642192f18fb0a14fa9aa256e58c1cc4f2e171034acd96db13badd4d33608',1795973758557);
CREATE TABLE looks (
        id TEXT PRIMARY KEY,
        learner BIGINT NOT NULL REFERENCES learners ON DELETE CASCADE,
        viewer TEXT NOT NULL,
        what TEXT NOT NULL,
        at BIGINT NOT NULL
    );
INSERT INTO looks VALUES('b240750547084ac9b383a1a51afb4336',3,'Max','completions',1796060158629);
CREATE INDEX attempts_of ON attempts (learner, pack, kind, part);
CREATE INDEX learners_by_key ON learners (key);
CREATE INDEX sessions_of ON sessions (learner);
CREATE INDEX members_of ON members (learner);
CREATE INDEX looks_at ON looks (learner, at);
COMMIT;
