BEGIN TRANSACTION;
CREATE TABLE attempts (
    call INTEGER NOT NULL, number INTEGER NOT NULL, uid TEXT NOT NULL, status TEXT NOT NULL,
    started_at INTEGER NOT NULL, answered_at INTEGER, ended_at INTEGER, duration INTEGER,
    updated_at INTEGER NOT NULL, error TEXT, outcome TEXT,
    PRIMARY KEY (call, number)
) WITHOUT ROWID;
INSERT INTO "attempts" VALUES(12,1,'54667ff8-8309-4145-b8e4-9a079588ec79','hangup',1795510800,1795510829,1795510873,44,1795510873,NULL,'APPOINTMENT_CONFIRMED');
INSERT INTO "attempts" VALUES(13,1,'d4cf62aa-5568-499e-b43c-b098c3604b9c','no_answer',1795510800,NULL,1795510809,NULL,1795510809,NULL,NULL);
INSERT INTO "attempts" VALUES(14,1,'59f93444-f518-4d00-9355-6b3606991c25','hangup',1795510809,1795510819,1795510871,52,1795510871,NULL,'Transfer to agent');
INSERT INTO "attempts" VALUES(15,1,'1c308adf-3bc6-498f-8545-fc495be7c751','hangup',1795510871,1795510896,1795510946,50,1795510946,NULL,'APPOINTMENT_CONFIRMED');
INSERT INTO "attempts" VALUES(16,1,'c3eba58e-ddf1-40ce-8d69-9c7823c10dd3','hangup',1795510873,1795510901,1795510943,42,1795510943,NULL,'APPOINTMENT_CONFIRMED');
INSERT INTO "attempts" VALUES(19,1,'8489ad84-f9f4-4ae9-b4c4-aa44df5a1ae0','hangup',1795511100,1795511114,1795511157,43,1795511157,NULL,NULL);
INSERT INTO "attempts" VALUES(20,1,'1bf01887-5b07-469b-9cee-f75aa39cae21','hangup',1795511100,1795511126,1795511169,43,1795511169,NULL,'APPOINTMENT_CONFIRMED');
INSERT INTO "attempts" VALUES(26,1,'4f1bcd01-1966-4489-810c-ac2b96c6d7e7','no_answer',1795511160,NULL,1795511175,NULL,1795511175,NULL,NULL);
INSERT INTO "attempts" VALUES(26,2,'a2a5a851-be89-4759-adaa-b52c39c51a2d','no_answer',1795511475,NULL,1795511482,NULL,1795511482,NULL,NULL);
INSERT INTO "attempts" VALUES(27,1,'f766905a-3ac4-45b3-9ebf-2ee8ff7c3cd6','no_answer',1795511169,NULL,1795511194,NULL,1795511194,NULL,NULL);
INSERT INTO "attempts" VALUES(27,2,'3a3b1d51-f5a5-4c93-9207-c95e1c418e76','in_progress',1795511494,1795511506,NULL,NULL,1795511506,NULL,NULL);
INSERT INTO "attempts" VALUES(28,1,'c79de79c-5ecd-4c3a-951c-47691a56b801','hangup',1795511175,1795511184,1795511228,44,1795511228,NULL,'APPOINTMENT_CONFIRMED');
INSERT INTO "attempts" VALUES(29,1,'1f3ec52b-e4a4-4edb-9b8a-c7c17690bd67','no_answer',1795511194,NULL,1795511209,NULL,1795511209,NULL,NULL);
INSERT INTO "attempts" VALUES(29,2,'0206cb41-38a0-4cbb-bbdc-e25406922aaf','ringing',1795511509,NULL,NULL,NULL,1795511509,NULL,NULL);
INSERT INTO "attempts" VALUES(30,1,'fe52f47d-f045-40b6-b89d-d4fd81129763','hangup',1795511209,1795511235,1795511284,49,1795511284,NULL,NULL);
INSERT INTO "attempts" VALUES(31,1,'d5da642e-6545-4e93-9cb3-123c8d092ceb','hangup',1795511228,1795511239,1795511295,56,1795511295,NULL,'APPOINTMENT_CONFIRMED');
INSERT INTO "attempts" VALUES(32,1,'4d5569d6-a9c4-4195-b115-adbb4b51f02c','hangup',1795511284,1795511298,1795511340,42,1795511340,NULL,'APPOINTMENT_CANCELLED');
INSERT INTO "attempts" VALUES(33,1,'caa3d192-0717-4e81-9d16-47eab266c929','no_answer',1795511340,NULL,1795511350,NULL,1795511350,NULL,NULL);
INSERT INTO "attempts" VALUES(34,1,'d8bfe7a7-1a61-4b20-8ae8-ec61a512b8fd','hangup',1795511340,1795511349,1795511409,60,1795511409,NULL,'RESCHEDULE_REQUESTED');
INSERT INTO "attempts" VALUES(35,1,'5349e6cc-a334-40b6-872b-b86faefb5d92','no_answer',1795511350,NULL,1795511367,NULL,1795511367,NULL,NULL);
INSERT INTO "attempts" VALUES(36,1,'1e03ce68-bd21-4647-aa0e-aefa476390a3','no_answer',1795511367,NULL,1795511384,NULL,1795511384,NULL,NULL);
INSERT INTO "attempts" VALUES(37,1,'9b6d4f80-e5f6-4c19-a099-694bc1a09539','hangup',1795511384,1795511401,1795511461,60,1795511461,NULL,'APPOINTMENT_CONFIRMED');
INSERT INTO "attempts" VALUES(38,1,'88cbc2d2-b1af-4b24-ac34-8008a9363e7a','no_answer',1795511409,NULL,1795511434,NULL,1795511434,NULL,NULL);
INSERT INTO "attempts" VALUES(39,1,'9b077e62-4f14-4322-8006-56576513e365','hangup',1795511434,1795511452,1795511492,40,1795511492,NULL,'APPOINTMENT_CONFIRMED');
CREATE TABLE call_flows (uid TEXT PRIMARY KEY, campaign_uid TEXT NOT NULL);
INSERT INTO "call_flows" VALUES('5f0f6d5e-6c1f-4d0c-9d0b-5a2f7a3c1e10','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21');
CREATE TABLE calls (
    ordinal INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, schedule INTEGER NOT NULL,
    position INTEGER NOT NULL, external_id TEXT, status TEXT NOT NULL, progress TEXT NOT NULL,
    retries_left INTEGER NOT NULL, cooldown_until INTEGER,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, info TEXT NOT NULL
);
INSERT INTO "calls" VALUES(1,'c1dabd03-9cfe-4686-8bb2-e147cd6a69dd',1,0,'stranger','pending','in_queue',0,NULL,1795507200,1795507200,'{"phone_number":"+812000009999","full_name":null,"first_name":"Jane","last_name":"Doe","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(2,'aadb11de-d133-4f39-870c-a1c0113e3dd5',2,0,'loading-1','pending','in_queue',1,NULL,1795507200,1795507200,'{"phone_number":"+812000001001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(3,'f0a62479-935e-47ca-b5e5-c10c31af8698',2,1,'loading-2','pending','in_queue',1,NULL,1795507200,1795507200,'{"phone_number":"+812000001002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(4,'a10249f4-fb19-43d6-b5e5-90d99cd29ab1',2,2,'loading-3','pending','in_queue',1,NULL,1795507200,1795507200,'{"phone_number":"+812000001003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(5,'f1c4afbb-ad5c-4574-8202-cbc9715a934a',2,3,'loading-4','pending','in_queue',1,NULL,1795507200,1795507200,'{"phone_number":"+812000001004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(6,'45a86fd7-c8ce-477a-8b65-dd3cc8c863b3',2,4,'loading-5','pending','in_queue',1,NULL,1795507200,1795507200,'{"phone_number":"+812000001005","full_name":null,"first_name":"Jane","last_name":"Doe 5","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 5","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(7,'e6cdb88d-7cb4-43ed-b6fd-a9ad9c7aff1d',2,5,'loading-6','pending','in_queue',1,NULL,1795507200,1795507200,'{"phone_number":"+812000001006","full_name":null,"first_name":"Jane","last_name":"Doe 6","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 6","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(8,'073a20be-3d84-4702-b16f-4c9003b6a1b4',1,1,'added-1','pending','in_queue',0,NULL,1795507200,1795507200,'{"phone_number":"+812000007001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(9,'faf2991c-3023-4150-96cf-77bfdda511aa',1,2,'added-2','pending','in_queue',0,NULL,1795507200,1795507200,'{"phone_number":"+812000007002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(10,'d0cb7d24-e650-47ed-a199-322310c9a395',1,3,'added-3','pending','in_queue',0,NULL,1795507200,1795507200,'{"phone_number":"+812000007003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(11,'62a72e7e-ecc8-45ed-b182-96eead6e2dde',1,4,'added-4','pending','in_queue',0,NULL,1795507200,1795507200,'{"phone_number":"+812000007004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(12,'1ad1dbbc-719b-4384-8285-af7f31595667',3,0,'stopped-1','completed','answered',0,NULL,1795507200,1795510873,'{"phone_number":"+812000003001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(13,'50843bea-07c9-4e68-b762-d203ec74c295',3,1,'stopped-2','pending','in_queue',0,1795511109,1795507200,1795510809,'{"phone_number":"+812000003002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(14,'05df0af6-b8e8-4458-8f2b-66ab7cfa9e64',3,2,'stopped-3','completed','answered',0,NULL,1795507200,1795510871,'{"phone_number":"+812000003003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(15,'6ecb5727-1c34-465f-85ea-3ba34dd943fa',3,3,'stopped-4','completed','answered',0,NULL,1795507200,1795510946,'{"phone_number":"+812000003004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(16,'a13831f6-95e3-4973-ab9f-7fcd18f13671',3,4,'stopped-5','completed','answered',0,NULL,1795507200,1795510943,'{"phone_number":"+812000003005","full_name":null,"first_name":"Jane","last_name":"Doe 5","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 5","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(17,'34a7480e-af2d-40c2-8289-d68a4c827a9f',3,5,'stopped-6','pending','in_queue',1,NULL,1795507200,1795507200,'{"phone_number":"+812000003006","full_name":null,"first_name":"Jane","last_name":"Doe 6","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 6","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(18,'eaf6a120-0dfe-42ed-94e4-3c5535f19f2e',3,6,'stopped-7','pending','in_queue',1,NULL,1795507200,1795507200,'{"phone_number":"+812000003007","full_name":null,"first_name":"Jane","last_name":"Doe 7","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 7","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(19,'f13da25e-d6f0-4ef6-b488-9884853c54ea',4,0,'canary-1','completed','answered',0,NULL,1795511100,1795511157,'{"phone_number":"+812000006001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(20,'64134b32-536f-4e8a-a0b7-12131c8e3f9c',4,1,'canary-2','completed','answered',0,NULL,1795511100,1795511169,'{"phone_number":"+812000006002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(21,'1982d8f4-4f57-436e-a3ae-19696a4f9d55',5,0,'canary-3','pending','in_queue',1,NULL,1795511100,1795511100,'{"phone_number":"+812000006003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(22,'9b823d02-6bcc-4f35-b4f3-224565c9c431',5,1,'canary-4','pending','in_queue',1,NULL,1795511100,1795511100,'{"phone_number":"+812000006004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(23,'bebaa01e-e314-4ca7-ad08-fdf8286b98c5',5,2,'canary-5','pending','in_queue',1,NULL,1795511100,1795511100,'{"phone_number":"+812000006005","full_name":null,"first_name":"Jane","last_name":"Doe 5","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 5","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(24,'8687db72-65ee-4dfb-921a-b46a3c3f8b12',5,3,'canary-6','pending','in_queue',1,NULL,1795511100,1795511100,'{"phone_number":"+812000006006","full_name":null,"first_name":"Jane","last_name":"Doe 6","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 6","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(25,'aedd5606-32a7-4c39-b63c-926136c17b76',5,4,'canary-7','pending','in_queue',1,NULL,1795511100,1795511100,'{"phone_number":"+812000006007","full_name":null,"first_name":"Jane","last_name":"Doe 7","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 7","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(26,'ee1ec20b-5174-4bc2-bb20-9a855d024a50',6,0,'days-1','completed','no_answer',0,NULL,1795511160,1795511482,'{"phone_number":"+812000005001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(27,'8b20b48e-1f3a-4e40-9aa2-18379f81da71',6,1,'days-2','pending','in_progress',0,NULL,1795511160,1795511506,'{"phone_number":"+812000005002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(28,'9c10296f-5d4f-4d85-834d-3857aa43e5f4',6,2,'days-3','completed','answered',0,NULL,1795511160,1795511228,'{"phone_number":"+812000005003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(29,'beb255f0-976e-44c3-ad53-8d18cbf89ff3',6,3,'days-4','pending','in_progress',0,NULL,1795511160,1795511509,'{"phone_number":"+812000005004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(30,'bdfdd67f-410c-497c-8147-f503fb26bf05',6,4,'days-5','completed','answered',0,NULL,1795511160,1795511284,'{"phone_number":"+812000005005","full_name":null,"first_name":"Jane","last_name":"Doe 5","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 5","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(31,'c7a90708-ee58-498d-8bfe-a9e46f6c9afa',6,5,'days-6','completed','answered',0,NULL,1795511160,1795511295,'{"phone_number":"+812000005006","full_name":null,"first_name":"Jane","last_name":"Doe 6","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 6","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(32,'1cd6ee6d-6d28-484b-8fe9-08da233c5d8b',6,6,'days-7','completed','answered',0,NULL,1795511160,1795511340,'{"phone_number":"+812000005007","full_name":null,"first_name":"Jane","last_name":"Doe 7","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 7","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(33,'70d43db6-d449-473d-abb5-6ee0d5caf4fe',7,0,'calling-1','pending','in_queue',0,1795511650,1795511340,1795511350,'{"phone_number":"+812000002001","full_name":null,"first_name":"Jane","last_name":"Doe 1","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 1","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(34,'6822d1a3-e2c1-450c-8a59-7d70fc75a730',7,1,'calling-2','completed','answered',0,NULL,1795511340,1795511409,'{"phone_number":"+812000002002","full_name":null,"first_name":"Jane","last_name":"Doe 2","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 2","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(35,'d281022a-f4dd-49b9-97f6-44fb238f9927',7,2,'calling-3','pending','in_queue',0,1795511667,1795511340,1795511367,'{"phone_number":"+812000002003","full_name":null,"first_name":"Jane","last_name":"Doe 3","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 3","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(36,'0421f4c2-5399-4e93-b8b2-c8909982d99d',7,3,'calling-4','pending','in_queue',0,1795511684,1795511340,1795511384,'{"phone_number":"+812000002004","full_name":null,"first_name":"Jane","last_name":"Doe 4","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 4","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(37,'d916e3ef-7a23-4e0b-9bdb-89ea2dc4f60f',7,4,'calling-5','completed','answered',0,NULL,1795511340,1795511461,'{"phone_number":"+812000002005","full_name":null,"first_name":"Jane","last_name":"Doe 5","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 5","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(38,'e3d7359c-01b6-4e9b-b611-161163090b92',7,5,'calling-6','pending','in_queue',0,1795511734,1795511340,1795511434,'{"phone_number":"+812000002006","full_name":null,"first_name":"Jane","last_name":"Doe 6","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 6","email":null,"custom_parameters":null}');
INSERT INTO "calls" VALUES(39,'205b9c89-1aa9-4530-af1f-a7a6ed77805f',7,6,'calling-7','completed','answered',0,NULL,1795511340,1795511492,'{"phone_number":"+812000002007","full_name":null,"first_name":"Jane","last_name":"Doe 7","phonetic_full_name":null,"phonetic_first_name":"Jane","phonetic_last_name":"Doe 7","email":null,"custom_parameters":null}');
CREATE TABLE campaigns (
    uid TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, is_enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
INSERT INTO "campaigns" VALUES('c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','Call flow''s campaign','scheduled_call',1,1795507200,1795507200);
CREATE TABLE notifications (
    call INTEGER PRIMARY KEY, uid TEXT NOT NULL,
    status TEXT NOT NULL, message_count INTEGER NOT NULL
);
INSERT INTO "notifications" VALUES(12,'61f8fb34-924f-4f84-8dea-8b69f9e87e31','delivered',1);
INSERT INTO "notifications" VALUES(16,'b9607211-8b77-4bf0-907b-d7bb5148064e','delivered',1);
CREATE TABLE schedules (
    ordinal INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, campaign_uid TEXT NOT NULL,
    name TEXT NOT NULL, starts_at TEXT NOT NULL, ends_at TEXT NOT NULL,
    retry_type TEXT NOT NULL, retry_intervals TEXT NOT NULL, is_enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
INSERT INTO "schedules" VALUES(1,'ae2a1761-898f-4305-8827-90279aeca9b5','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','Another client''s','2026-11-24T09:00:00Z','2026-11-24T12:00:00Z','consistent','[]',0,1795507200,1795507200);
INSERT INTO "schedules" VALUES(2,'056c2ba1-cd71-48eb-b0f7-8b1849061e7d','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','loading-fb8a507796 1','2026-11-24T09:00:00Z','2026-11-24T12:00:00Z','consistent','[300]',0,1795507200,1795507200);
INSERT INTO "schedules" VALUES(3,'22843541-5995-4138-8b77-a8e5cff717a0','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','stopped-f76cb85143 1','2026-11-24T09:00:00Z','2026-11-24T12:00:00Z','consistent','[300]',0,1795507200,1795510920);
INSERT INTO "schedules" VALUES(4,'090668be-3bce-437b-b308-551d5c7e0582','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','canary-17ee26d6de 1','2026-11-24T09:05:00Z','2026-11-24T12:00:00Z','consistent','[300]',1,1795511100,1795511100);
INSERT INTO "schedules" VALUES(5,'1b528690-3b3d-4e30-acbf-34663d58c5b2','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','canary-17ee26d6de 2','2026-11-24T09:05:00Z','2026-11-24T12:00:00Z','consistent','[300]',0,1795511100,1795511100);
INSERT INTO "schedules" VALUES(6,'424fa939-6c70-4b8d-98ba-395d39572002','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','days-610fd340d5 1','2026-11-24T09:06:00Z','2026-11-24T12:00:00Z','consistent','[300]',1,1795511160,1795511160);
INSERT INTO "schedules" VALUES(7,'711b1e6d-989d-457c-b4e4-b25a02465175','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21','calling-a1a9e6e9d6 1','2026-11-24T09:09:00Z','2026-11-24T12:00:00Z','consistent','[300]',1,1795511340,1795511340);
CREATE TABLE switchings (
    schedule INTEGER NOT NULL, is_enabled INTEGER NOT NULL, at INTEGER NOT NULL
);
INSERT INTO "switchings" VALUES(3,1,1795507200);
INSERT INTO "switchings" VALUES(3,0,1795510920);
INSERT INTO "switchings" VALUES(4,1,1795511100);
INSERT INTO "switchings" VALUES(6,1,1795511160);
INSERT INTO "switchings" VALUES(7,1,1795511340);
CREATE TABLE tokens (
    token TEXT PRIMARY KEY, scopes TEXT NOT NULL, expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX calls_by_position ON calls (schedule, position);
CREATE INDEX calls_by_external_id ON calls (schedule, external_id, position);
CREATE INDEX calls_by_phone_number
    ON calls (schedule, info ->> 'phone_number', position);
COMMIT;
