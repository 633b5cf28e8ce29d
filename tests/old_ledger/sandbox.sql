BEGIN TRANSACTION;
CREATE TABLE attempts (
    call INTEGER NOT NULL, number INTEGER NOT NULL, uid TEXT NOT NULL, status TEXT NOT NULL,
    started_at INTEGER NOT NULL, answered_at INTEGER, ended_at INTEGER, duration INTEGER,
    updated_at INTEGER NOT NULL, error TEXT, outcome TEXT,
    PRIMARY KEY (call, number)
) WITHOUT ROWID;
CREATE TABLE call_flows (uid TEXT PRIMARY KEY, campaign_uid TEXT NOT NULL);
INSERT INTO "call_flows" VALUES('5f0f6d5e-6c1f-4d0c-9d0b-5a2f7a3c1e10','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21');
CREATE TABLE calls (
    ordinal INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, schedule INTEGER NOT NULL,
    position INTEGER NOT NULL, external_id TEXT, status TEXT NOT NULL, progress TEXT NOT NULL,
    retries_left INTEGER NOT NULL, cooldown_until INTEGER,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, info TEXT NOT NULL
);
INSERT INTO "calls" VALUES(1,'febf18f8-15b4-45e6-abdd-467e1783b709',1,0,'loading-1','pending','in_queue',0,NULL,1795503600,1795503600,'{"phone_number":"+812000001001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(2,'dc99faff-04f8-41e0-a2f4-036056e7e7c8',1,1,'loading-2','pending','in_queue',0,NULL,1795503600,1795503600,'{"phone_number":"+812000001002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(3,'f719f428-0590-4806-a7e2-9e8008cc167f',1,2,'loading-3','pending','in_queue',0,NULL,1795503600,1795503600,'{"phone_number":"+812000001003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(4,'3eb27580-23c6-4f41-9dfc-0ab0a8e5c46f',1,3,'loading-4','pending','in_queue',0,NULL,1795503600,1795503600,'{"phone_number":"+812000001004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(5,'54a3f074-6700-4999-8d7b-5d6256a3da0e',2,0,'calling-1','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000002001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(6,'d09e00a4-82bf-49eb-8167-41f4b37d49e0',2,1,'calling-2','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000002002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(7,'ecc32a57-7ec8-4c32-9f54-c532a92b6e0d',2,2,'calling-3','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000002003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(8,'03fbfea6-7752-47b8-915c-00667327279b',2,3,'calling-4','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000002004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(9,'adf82469-3362-4942-8cb7-f7ae62e588ac',2,4,'calling-5','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000002005","full_name":null,"first_name":"Jane","last_name":"Doe 5","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 5","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(10,'395a9ee4-924a-4608-a01c-3d71642ae942',3,0,'stopped-1','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000003001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(11,'f63c5115-897d-4d6b-830f-461acbb760d8',3,1,'stopped-2','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000003002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(12,'d7e10931-0486-464c-9b0b-ac490bd9c73c',3,2,'stopped-3','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000003003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(13,'20d5ca5f-97a9-487a-976b-5699f5f0e6fa',3,3,'stopped-4','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000003004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(14,'33687c59-105f-4f6f-978a-265e76170a48',3,4,'stopped-5','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000003005","full_name":null,"first_name":"Jane","last_name":"Doe 5","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 5","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(15,'316ef348-58f7-40e1-bf6d-57ee14470f2f',4,0,'days-1','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000005001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(16,'f2084ca6-e474-4bcc-8a91-162ee4296c5f',4,1,'days-2','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000005002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(17,'9499c6de-ca85-4334-b81f-47a35bc7c3f5',4,2,'days-3','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000005003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(18,'524d3ec1-0451-49e5-bb0e-8a3f49bed1e5',4,3,'days-4','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000005004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(19,'1fba35f7-8e0f-4635-9792-63a7985cce9a',4,4,'days-5','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000005005","full_name":null,"first_name":"Jane","last_name":"Doe 5","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 5","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(20,'a1ba235e-1ed0-4199-a903-049020923743',5,0,'canary-1','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000006001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(21,'ab8f2049-913e-4e00-ba74-1bad2d3b47ee',5,1,'canary-2','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000006002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(22,'24896f6b-19be-4908-81c7-df4c9c4f3857',6,0,'canary-3','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000006003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(23,'35c63a91-969d-4b96-9d38-300442e7b718',6,1,'canary-4','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000006004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(24,'9cb2a05a-1547-478c-990f-1deed0216e38',6,2,'canary-5','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000006005","full_name":null,"first_name":"Jane","last_name":"Doe 5","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 5","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(25,'053dcbd7-3b90-44b4-940d-9f3e7b4b255e',7,0,'more-1','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000007001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(26,'bbd239da-df9c-4a5a-ab12-ca327e83c803',7,1,'more-2','pending','in_queue',0,NULL,1795503630,1795503630,'{"phone_number":"+812000007002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
CREATE TABLE campaigns (
    uid TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, is_enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
INSERT INTO "campaigns" VALUES('c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','Call flow''s campaign','scheduled_call',1,1795510800,1795510800);
CREATE TABLE notifications (
    call INTEGER PRIMARY KEY, uid TEXT NOT NULL,
    status TEXT NOT NULL, message_count INTEGER NOT NULL
);
CREATE TABLE schedules (
    ordinal INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, campaign_uid TEXT NOT NULL,
    name TEXT NOT NULL, starts_at TEXT NOT NULL, ends_at TEXT NOT NULL,
    retry_type TEXT NOT NULL, retry_intervals TEXT NOT NULL, is_enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
INSERT INTO "schedules" VALUES(1,'cd817fed-601a-4384-87f3-876436c18df1','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','loading-d7f58d1864 1','2026-11-24T09:00:00Z','2026-11-24T12:00:00Z','consistent','[]',0,1795503600,1795503600);
INSERT INTO "schedules" VALUES(2,'c8867182-5a61-4e26-b4b2-5970e6033db1','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','calling-2d15530c8d 1','2026-11-24T09:00:00Z','2026-11-24T12:00:00Z','consistent','[]',1,1795503630,1795503630);
INSERT INTO "schedules" VALUES(3,'cdfb73c6-81d2-4f90-b620-a04e57392f6c','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','stopped-7622773475 1','2026-11-24T09:00:00Z','2026-11-24T12:00:00Z','consistent','[]',0,1795503630,1795503630);
INSERT INTO "schedules" VALUES(4,'9b2bed0e-c501-46d9-8b2a-cbe89d958d15','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','days-07b7d75b3a 1','2026-11-24T09:00:00Z','2026-11-24T12:00:00Z','consistent','[]',1,1795503630,1795503630);
INSERT INTO "schedules" VALUES(5,'0774fb52-c632-486a-8766-616a98ab7494','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','canary-d3b2e371a7 1','2026-11-24T09:00:00Z','2026-11-24T12:00:00Z','consistent','[]',1,1795503630,1795503630);
INSERT INTO "schedules" VALUES(6,'828a189a-c580-4d47-b64c-cf96f7a064eb','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','canary-d3b2e371a7 2','2026-11-24T09:00:00Z','2026-11-24T12:00:00Z','consistent','[]',0,1795503630,1795503630);
INSERT INTO "schedules" VALUES(7,'08c8f276-ff7b-4aca-934d-1003394a55b1','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','another client''s','2026-11-24T09:00:00Z','2026-11-24T12:00:00Z','consistent','[]',0,1795503630,1795503630);
CREATE TABLE switchings (
    schedule INTEGER NOT NULL, is_enabled INTEGER NOT NULL, at INTEGER NOT NULL
);
INSERT INTO "switchings" VALUES(2,1,1795503630);
INSERT INTO "switchings" VALUES(3,1,1795503630);
INSERT INTO "switchings" VALUES(3,0,1795503630);
INSERT INTO "switchings" VALUES(4,1,1795503630);
INSERT INTO "switchings" VALUES(5,1,1795503630);
CREATE TABLE tokens (
    token TEXT PRIMARY KEY, scopes TEXT NOT NULL, expires_at INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO "tokens" VALUES('x-E7OmonoO2C5FtEdJRU-3iXEENInwBPQ73MK31DujI','campaigns:read campaigns:write outbound_calls:read outbound_calls:write',1795589999);
CREATE UNIQUE INDEX calls_by_position ON calls (schedule, position);
CREATE INDEX calls_by_external_id ON calls (schedule, external_id, position);
CREATE INDEX calls_by_phone_number
    ON calls (schedule, info ->> 'phone_number', position);
COMMIT;
