package import GRDB

extension MatterReading {
    package static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE matter (
                    id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, procedure TEXT NOT NULL,
                    procedureVersion INTEGER NOT NULL, text TEXT, raiser TEXT, meeting TEXT, item TEXT,
                    "group" TEXT, station TEXT NOT NULL, ending TEXT, raisedAt INTEGER NOT NULL, happened TEXT,
                    answer TEXT, answeredBy TEXT, answeredAt INTEGER, endedAt INTEGER, changedAt INTEGER NOT NULL,
                    command TEXT NOT NULL, isPersonal INTEGER NOT NULL DEFAULT 0, raiserOrganisation TEXT,
                    raiserPost TEXT, toldInstead TEXT, outcome TEXT, toldOutcome TEXT, judged TEXT,
                    receivedAt INTEGER, decidedAt INTEGER, place TEXT, local INTEGER
                ) STRICT;
                CREATE INDEX matterByRaisersPost ON matter (raiserOrganisation) WHERE raiserOrganisation IS NOT NULL;
                CREATE INDEX matterByProcedure ON matter (procedure, ending);
                CREATE INDEX matterByGroup ON matter ("group", ending, station);
                CREATE INDEX matterOpen ON matter (station) WHERE ending IS NULL;
                CREATE INDEX matterByRaiser ON matter (raiser);
                CREATE INDEX matterByItem ON matter (item) WHERE item IS NOT NULL;
                CREATE INDEX matterByToldInstead ON matter (toldInstead) WHERE toldInstead IS NOT NULL;
                CREATE INDEX matterByMeeting ON matter (meeting);
                CREATE INDEX matterByCommand ON matter (command);
                CREATE TABLE holder (
                    matter TEXT NOT NULL, place INTEGER NOT NULL, declined INTEGER NOT NULL DEFAULT 0, \(PartyColumns.definition),
                    PRIMARY KEY (matter, place)
                ) STRICT;
                CREATE INDEX holderByMember ON holder (member) WHERE member IS NOT NULL;
                CREATE INDEX holderByKind ON holder (kind) WHERE kind = 'coordinators';
                CREATE INDEX holderByOrganisation ON holder (organisation) WHERE organisation IS NOT NULL;
                -- The deadline is the last day on which it is not late, where that can be said.
                CREATE TABLE duty (
                    id TEXT PRIMARY KEY, matter TEXT NOT NULL, number INTEGER NOT NULL, task TEXT NOT NULL,
                    about TEXT, due TEXT NOT NULL, lastDay TEXT, dueGroup TEXT, fromDay TEXT NOT NULL,
                    standing TEXT NOT NULL, owedAt INTEGER NOT NULL, metAt INTEGER, escalatedAt INTEGER,
                    copiedAt INTEGER, escalates INTEGER NOT NULL DEFAULT 0,
                    \(PartyColumns.definition), deadline TEXT, step TEXT, debtor TEXT, term TEXT, dueAt INTEGER,
                    schoolDays TEXT,
                    turn TEXT NOT NULL GENERATED ALWAYS AS (coalesce(deadline, '9999-12-31')) VIRTUAL
                ) STRICT;
                -- What happens at a moment while a step is not met.
                CREATE TABLE rung (
                    duty TEXT NOT NULL, matter TEXT NOT NULL, step TEXT NOT NULL, at INTEGER NOT NULL,
                    PRIMARY KEY (duty, at, step)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX rungByTime ON rung (at);
                -- Without a party it is every member of the network.
                CREATE TABLE joined (
                    matter TEXT NOT NULL, part TEXT NOT NULL, isEveryone INTEGER NOT NULL, partyKey TEXT, kind TEXT,
                    member TEXT, organisation TEXT, post TEXT, "group" TEXT, name TEXT, PRIMARY KEY (matter, part)
                ) STRICT;
                CREATE INDEX joinedByMember ON joined (member) WHERE member IS NOT NULL;
                CREATE INDEX joinedByEveryone ON joined (isEveryone) WHERE isEveryone = 1;
                CREATE INDEX joinedByKind ON joined (kind) WHERE kind = 'coordinators';
                CREATE INDEX joinedByOrganisation ON joined (organisation) WHERE organisation IS NOT NULL;
                CREATE TABLE answer (
                    matter TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (matter, field)
                ) STRICT;
                CREATE INDEX dutyByMatter ON duty (matter, number);
                CREATE INDEX dutyOpenByMatter ON duty (matter, turn, number) WHERE standing = 'open';
                CREATE INDEX dutyOpenByDeadline ON duty (deadline) WHERE standing = 'open';
                -- What is late and was not brought before the coordinator: steps of loops have rungs for that.
                CREATE INDEX dutyToEscalate ON duty (deadline)
                    WHERE standing = 'open' AND escalatedAt IS NULL AND step IS NULL;
                -- What is late and was copied to a deputy.
                CREATE INDEX dutyCopied ON duty (partyKey, matter) WHERE copiedAt IS NOT NULL;
                CREATE INDEX dutyOpenByMember ON duty (member) WHERE standing = 'open';
                CREATE INDEX dutyOpenByOrganisation ON duty (organisation) WHERE standing = 'open';
                CREATE INDEX dutyOpenByKind ON duty (kind, "group") WHERE standing = 'open';
                CREATE INDEX dutyOpenByGroup ON duty (dueGroup) WHERE standing = 'open';
                CREATE TABLE part (
                    duty TEXT NOT NULL, matter TEXT NOT NULL, member TEXT NOT NULL, metAt INTEGER, said TEXT,
                    PRIMARY KEY (duty, member)
                ) STRICT;
                CREATE INDEX partByMember ON part (member, matter);
                CREATE INDEX partOpen ON part (member, duty) WHERE metAt IS NULL;
                CREATE TABLE offer (
                    matter TEXT NOT NULL, giver TEXT NOT NULL, \(PartyColumns.definition), PRIMARY KEY (matter, giver)
                ) STRICT;
                CREATE INDEX offerByMember ON offer (member);
                CREATE INDEX offerByOrganisation ON offer (organisation);
                -- Answers that came back to someone who has not read them.
                CREATE TABLE unread (
                    matter TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY (matter, member)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX unreadByMember ON unread (member, matter);
                CREATE TABLE matterEntry (
                    position INTEGER PRIMARY KEY, matter TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
                    type TEXT NOT NULL, schema INTEGER NOT NULL, payload TEXT NOT NULL
                ) STRICT;
                CREATE INDEX matterEntryByMatter ON matterEntry (matter, position);
                CREATE VIEW openDuty AS SELECT * FROM duty WHERE standing = 'open';
                -- What is due by the next meeting moves with it.
                CREATE TRIGGER dutyFollowsNewMeeting AFTER INSERT ON meeting BEGIN
                    \(followingMeeting)
                END;
                CREATE TRIGGER dutyFollowsMeeting AFTER UPDATE OF day, cancelled ON meeting BEGIN
                    \(followingMeeting)
                END;
                CREATE TRIGGER dutyFollowsLostMeeting AFTER DELETE ON meeting BEGIN
                    \(followingMeeting.replacing("new.", with: "old."))
                END;
                """
        )
    }

    private static let followingMeeting = """
        UPDATE duty SET deadline = \(nextMeeting(of: "duty.dueGroup", after: "duty.fromDay"))
        WHERE standing = 'open' AND dueGroup = new."group";
        """
}
