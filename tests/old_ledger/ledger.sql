BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE attempts (
	run_id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	"row" INTEGER NOT NULL, 
	status TEXT, 
	started_at DATETIME, 
	answered_at DATETIME, 
	ended_at DATETIME, 
	duration FLOAT, 
	error_details JSON, call_uid TEXT, 
	CONSTRAINT pk_attempts PRIMARY KEY (run_id, uid), 
	CONSTRAINT fk_attempts_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id)
);
INSERT INTO "attempts" VALUES(7,'54667ff8-8309-4145-b8e4-9a079588ec79',1,'hangup','2026-11-24 09:00:00.000000','2026-11-24 09:00:29.000000','2026-11-24 09:01:13.000000',44.0,'null','1ad1dbbc-719b-4384-8285-af7f31595667');
INSERT INTO "attempts" VALUES(7,'d4cf62aa-5568-499e-b43c-b098c3604b9c',2,'no_answer','2026-11-24 09:00:00.000000',NULL,'2026-11-24 09:00:09.000000',NULL,'null','50843bea-07c9-4e68-b762-d203ec74c295');
INSERT INTO "attempts" VALUES(7,'59f93444-f518-4d00-9355-6b3606991c25',3,'hangup','2026-11-24 09:00:09.000000','2026-11-24 09:00:19.000000','2026-11-24 09:01:11.000000',52.0,'null','05df0af6-b8e8-4458-8f2b-66ab7cfa9e64');
INSERT INTO "attempts" VALUES(7,'1c308adf-3bc6-498f-8545-fc495be7c751',4,'hangup','2026-11-24 09:01:11.000000','2026-11-24 09:01:36.000000','2026-11-24 09:02:26.000000',50.0,'null','6ecb5727-1c34-465f-85ea-3ba34dd943fa');
INSERT INTO "attempts" VALUES(7,'c3eba58e-ddf1-40ce-8d69-9c7823c10dd3',5,'hangup','2026-11-24 09:01:13.000000','2026-11-24 09:01:41.000000','2026-11-24 09:02:23.000000',42.0,'null','a13831f6-95e3-4973-ab9f-7fcd18f13671');
INSERT INTO "attempts" VALUES(8,'8489ad84-f9f4-4ae9-b4c4-aa44df5a1ae0',1,'hangup','2026-11-24 09:05:00.000000','2026-11-24 09:05:14.000000','2026-11-24 09:05:57.000000',43.0,'null','f13da25e-d6f0-4ef6-b488-9884853c54ea');
INSERT INTO "attempts" VALUES(8,'1bf01887-5b07-469b-9cee-f75aa39cae21',2,'in_progress','2026-11-24 09:05:00.000000','2026-11-24 09:05:26.000000',NULL,NULL,'null','64134b32-536f-4e8a-a0b7-12131c8e3f9c');
INSERT INTO "attempts" VALUES(9,'4f1bcd01-1966-4489-810c-ac2b96c6d7e7',1,'no_answer','2026-11-24 09:06:00.000000',NULL,'2026-11-24 09:06:15.000000',NULL,'null','ee1ec20b-5174-4bc2-bb20-9a855d024a50');
INSERT INTO "attempts" VALUES(9,'f766905a-3ac4-45b3-9ebf-2ee8ff7c3cd6',2,'no_answer','2026-11-24 09:06:09.000000',NULL,'2026-11-24 09:06:34.000000',NULL,'null','8b20b48e-1f3a-4e40-9aa2-18379f81da71');
INSERT INTO "attempts" VALUES(9,'c79de79c-5ecd-4c3a-951c-47691a56b801',3,'hangup','2026-11-24 09:06:15.000000','2026-11-24 09:06:24.000000','2026-11-24 09:07:08.000000',44.0,'null','9c10296f-5d4f-4d85-834d-3857aa43e5f4');
INSERT INTO "attempts" VALUES(9,'1f3ec52b-e4a4-4edb-9b8a-c7c17690bd67',4,'no_answer','2026-11-24 09:06:34.000000',NULL,'2026-11-24 09:06:49.000000',NULL,'null','beb255f0-976e-44c3-ad53-8d18cbf89ff3');
INSERT INTO "attempts" VALUES(9,'fe52f47d-f045-40b6-b89d-d4fd81129763',5,'hangup','2026-11-24 09:06:49.000000','2026-11-24 09:07:15.000000','2026-11-24 09:08:04.000000',49.0,'null','bdfdd67f-410c-497c-8147-f503fb26bf05');
INSERT INTO "attempts" VALUES(9,'d5da642e-6545-4e93-9cb3-123c8d092ceb',6,'hangup','2026-11-24 09:07:08.000000','2026-11-24 09:07:19.000000','2026-11-24 09:08:15.000000',56.0,'null','c7a90708-ee58-498d-8bfe-a9e46f6c9afa');
INSERT INTO "attempts" VALUES(9,'4d5569d6-a9c4-4195-b115-adbb4b51f02c',7,'hangup','2026-11-24 09:08:04.000000','2026-11-24 09:08:18.000000','2026-11-24 09:09:00.000000',42.0,'null','1cd6ee6d-6d28-484b-8fe9-08da233c5d8b');
INSERT INTO "attempts" VALUES(10,'caa3d192-0717-4e81-9d16-47eab266c929',1,'no_answer','2026-11-24 09:09:00.000000',NULL,'2026-11-24 09:09:10.000000',NULL,'null','70d43db6-d449-473d-abb5-6ee0d5caf4fe');
INSERT INTO "attempts" VALUES(10,'d8bfe7a7-1a61-4b20-8ae8-ec61a512b8fd',2,'hangup','2026-11-24 09:09:00.000000','2026-11-24 09:09:09.000000','2026-11-24 09:10:09.000000',60.0,'null','6822d1a3-e2c1-450c-8a59-7d70fc75a730');
INSERT INTO "attempts" VALUES(10,'5349e6cc-a334-40b6-872b-b86faefb5d92',3,'no_answer','2026-11-24 09:09:10.000000',NULL,'2026-11-24 09:09:27.000000',NULL,'null','d281022a-f4dd-49b9-97f6-44fb238f9927');
INSERT INTO "attempts" VALUES(10,'1e03ce68-bd21-4647-aa0e-aefa476390a3',4,'no_answer','2026-11-24 09:09:27.000000',NULL,'2026-11-24 09:09:44.000000',NULL,'null','0421f4c2-5399-4e93-b8b2-c8909982d99d');
INSERT INTO "attempts" VALUES(10,'9b6d4f80-e5f6-4c19-a099-694bc1a09539',5,'hangup','2026-11-24 09:09:44.000000','2026-11-24 09:10:01.000000','2026-11-24 09:11:01.000000',60.0,'null','d916e3ef-7a23-4e0b-9bdb-89ea2dc4f60f');
INSERT INTO "attempts" VALUES(10,'88cbc2d2-b1af-4b24-ac34-8008a9363e7a',6,'no_answer','2026-11-24 09:10:09.000000',NULL,'2026-11-24 09:10:34.000000',NULL,'null','e3d7359c-01b6-4e9b-b611-161163090b92');
INSERT INTO "attempts" VALUES(10,'9b077e62-4f14-4322-8006-56576513e365',7,'hangup','2026-11-24 09:10:34.000000','2026-11-24 09:10:52.000000','2026-11-24 09:11:32.000000',40.0,'null','205b9c89-1aa9-4530-af1f-a7a6ed77805f');
CREATE TABLE "claims" (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	schedule_id INTEGER NOT NULL, 
	batch INTEGER NOT NULL, 
	claimed_at DATETIME NOT NULL, 
	deadline_at DATETIME NOT NULL, 
	answered_at DATETIME, 
	turned_down BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_claims PRIMARY KEY (id), 
	CONSTRAINT fk_claims_schedule_id_schedules FOREIGN KEY(schedule_id) REFERENCES schedules (id), 
	CONSTRAINT fk_claims_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id)
);
INSERT INTO "claims" VALUES(1,5,1,1,'2026-11-24 08:00:00.000000','2026-11-24 08:00:30.000000','2026-11-24 08:00:00.000000',0);
INSERT INTO "claims" VALUES(2,5,1,2,'2026-11-24 08:00:00.000000','2026-11-24 08:00:30.000000',NULL,0);
INSERT INTO "claims" VALUES(3,5,1,3,'2026-11-24 08:00:00.000000','2026-11-24 08:00:30.000000',NULL,0);
INSERT INTO "claims" VALUES(4,6,2,1,'2026-11-24 08:00:00.000000','2026-11-24 08:00:30.000000','2026-11-24 08:00:00.000000',0);
INSERT INTO "claims" VALUES(5,6,2,2,'2026-11-24 08:00:00.000000','2026-11-24 08:00:30.000000',NULL,0);
INSERT INTO "claims" VALUES(6,7,3,1,'2026-11-24 08:00:00.000000','2026-11-24 08:00:30.000000','2026-11-24 08:00:00.000000',0);
INSERT INTO "claims" VALUES(7,7,3,2,'2026-11-24 08:00:00.000000','2026-11-24 08:00:30.000000','2026-11-24 08:00:00.000000',0);
INSERT INTO "claims" VALUES(8,7,3,3,'2026-11-24 08:00:00.000000','2026-11-24 08:00:30.000000','2026-11-24 08:00:00.000000',0);
INSERT INTO "claims" VALUES(9,7,3,4,'2026-11-24 08:00:00.000000','2026-11-24 08:00:30.000000','2026-11-24 08:00:00.000000',0);
INSERT INTO "claims" VALUES(10,8,4,1,'2026-11-24 09:05:00.000000','2026-11-24 09:05:30.000000','2026-11-24 09:05:00.000000',0);
INSERT INTO "claims" VALUES(11,8,5,2,'2026-11-24 09:05:00.000000','2026-11-24 09:05:30.000000','2026-11-24 09:05:00.000000',0);
INSERT INTO "claims" VALUES(12,8,5,3,'2026-11-24 09:05:00.000000','2026-11-24 09:05:30.000000','2026-11-24 09:05:00.000000',0);
INSERT INTO "claims" VALUES(13,8,5,4,'2026-11-24 09:05:00.000000','2026-11-24 09:05:30.000000','2026-11-24 09:05:00.000000',0);
INSERT INTO "claims" VALUES(14,9,6,1,'2026-11-24 09:06:00.000000','2026-11-24 09:06:30.000000','2026-11-24 09:06:00.000000',0);
INSERT INTO "claims" VALUES(15,9,6,2,'2026-11-24 09:06:00.000000','2026-11-24 09:06:30.000000','2026-11-24 09:06:00.000000',0);
INSERT INTO "claims" VALUES(16,9,6,3,'2026-11-24 09:06:00.000000','2026-11-24 09:06:30.000000','2026-11-24 09:06:00.000000',0);
INSERT INTO "claims" VALUES(17,9,6,4,'2026-11-24 09:06:00.000000','2026-11-24 09:06:30.000000','2026-11-24 09:06:00.000000',0);
INSERT INTO "claims" VALUES(18,10,7,1,'2026-11-24 09:09:00.000000','2026-11-24 09:09:30.000000','2026-11-24 09:09:00.000000',0);
INSERT INTO "claims" VALUES(19,10,7,2,'2026-11-24 09:09:00.000000','2026-11-24 09:09:30.000000','2026-11-24 09:09:00.000000',0);
INSERT INTO "claims" VALUES(20,10,7,3,'2026-11-24 09:09:00.000000','2026-11-24 09:09:30.000000','2026-11-24 09:09:00.000000',0);
INSERT INTO "claims" VALUES(21,10,7,4,'2026-11-24 09:09:00.000000','2026-11-24 09:09:30.000000','2026-11-24 09:09:00.000000',0);
CREATE TABLE flow_runs (
	id VARCHAR(36) NOT NULL, 
	run_id INTEGER NOT NULL, 
	reopened_at DATETIME, 
	CONSTRAINT pk_flow_runs PRIMARY KEY (id), 
	CONSTRAINT fk_flow_runs_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE TABLE holds (
	run_id INTEGER NOT NULL, 
	token VARCHAR(32) NOT NULL, 
	holder VARCHAR(200) NOT NULL, 
	taken_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_holds PRIMARY KEY (run_id), 
	CONSTRAINT fk_holds_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE TABLE outcomes (
	run_id INTEGER NOT NULL, 
	attempt_uid TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	uid TEXT, 
	name TEXT, 
	created_at DATETIME, 
	CONSTRAINT pk_outcomes PRIMARY KEY (run_id, attempt_uid, position), 
	CONSTRAINT fk_outcomes_run_id_attempts FOREIGN KEY(run_id, attempt_uid) REFERENCES attempts (run_id, uid) ON DELETE CASCADE
);
INSERT INTO "outcomes" VALUES(7,'54667ff8-8309-4145-b8e4-9a079588ec79',0,'93789d6f-e60d-59f7-9b40-80bac7e5c80a','APPOINTMENT_CONFIRMED','2026-11-24 09:01:13.000000');
INSERT INTO "outcomes" VALUES(7,'59f93444-f518-4d00-9355-6b3606991c25',0,'63378a28-cf23-5a24-946d-67d22a1eee59','Transfer to agent','2026-11-24 09:01:11.000000');
INSERT INTO "outcomes" VALUES(7,'1c308adf-3bc6-498f-8545-fc495be7c751',0,'93789d6f-e60d-59f7-9b40-80bac7e5c80a','APPOINTMENT_CONFIRMED','2026-11-24 09:02:26.000000');
INSERT INTO "outcomes" VALUES(7,'c3eba58e-ddf1-40ce-8d69-9c7823c10dd3',0,'93789d6f-e60d-59f7-9b40-80bac7e5c80a','APPOINTMENT_CONFIRMED','2026-11-24 09:02:23.000000');
INSERT INTO "outcomes" VALUES(9,'c79de79c-5ecd-4c3a-951c-47691a56b801',0,'93789d6f-e60d-59f7-9b40-80bac7e5c80a','APPOINTMENT_CONFIRMED','2026-11-24 09:07:08.000000');
INSERT INTO "outcomes" VALUES(9,'d5da642e-6545-4e93-9cb3-123c8d092ceb',0,'93789d6f-e60d-59f7-9b40-80bac7e5c80a','APPOINTMENT_CONFIRMED','2026-11-24 09:08:15.000000');
INSERT INTO "outcomes" VALUES(9,'4d5569d6-a9c4-4195-b115-adbb4b51f02c',0,'dced853a-c57b-58b0-967c-1c2b4faa124c','APPOINTMENT_CANCELLED','2026-11-24 09:09:00.000000');
INSERT INTO "outcomes" VALUES(10,'d8bfe7a7-1a61-4b20-8ae8-ec61a512b8fd',0,'ec2cf218-a7aa-5432-9720-1869770dd660','RESCHEDULE_REQUESTED','2026-11-24 09:10:09.000000');
INSERT INTO "outcomes" VALUES(10,'9b6d4f80-e5f6-4c19-a099-694bc1a09539',0,'93789d6f-e60d-59f7-9b40-80bac7e5c80a','APPOINTMENT_CONFIRMED','2026-11-24 09:11:01.000000');
INSERT INTO "outcomes" VALUES(10,'9b077e62-4f14-4322-8006-56576513e365',0,'93789d6f-e60d-59f7-9b40-80bac7e5c80a','APPOINTMENT_CONFIRMED','2026-11-24 09:11:32.000000');
CREATE TABLE parts (
	run_id INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	first_batch INTEGER NOT NULL, 
	last_batch INTEGER NOT NULL, 
	starts_at DATETIME, 
	ends_at DATETIME, 
	last_ends_at DATETIME, 
	retry_intervals JSON NOT NULL, 
	most_calls INTEGER NOT NULL, 
	day INTEGER NOT NULL, 
	days INTEGER NOT NULL, 
	is_trial BOOLEAN DEFAULT 0 NOT NULL, 
	superseded_at DATETIME, 
	CONSTRAINT pk_parts PRIMARY KEY (run_id, ordinal), 
	CONSTRAINT fk_parts_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id)
);
INSERT INTO "parts" VALUES(1,1,1,4,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[300]',2,1,1,0,NULL);
INSERT INTO "parts" VALUES(2,1,1,4,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[300]',2,1,1,0,NULL);
INSERT INTO "parts" VALUES(3,1,1,1,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[]',1,1,1,0,NULL);
INSERT INTO "parts" VALUES(4,1,1,1,NULL,NULL,NULL,'[]',1,1,1,0,NULL);
INSERT INTO "parts" VALUES(5,1,1,4,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[300]',2,1,1,0,NULL);
INSERT INTO "parts" VALUES(6,1,1,4,NULL,NULL,NULL,'[]',1,1,1,0,NULL);
INSERT INTO "parts" VALUES(7,1,1,4,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[300]',2,1,1,0,NULL);
INSERT INTO "parts" VALUES(8,1,1,1,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[300]',2,1,1,1,NULL);
INSERT INTO "parts" VALUES(8,2,2,4,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[300]',2,1,1,0,NULL);
INSERT INTO "parts" VALUES(9,1,1,4,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-25 12:00:00.000000','[300]',2,1,2,0,NULL);
INSERT INTO "parts" VALUES(10,1,1,4,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[300]',2,1,1,0,NULL);
CREATE TABLE rows (
	run_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	external_id TEXT, 
	phone_number VARCHAR(20), 
	call JSON, 
	field TEXT, 
	reason TEXT, 
	batch INTEGER, 
	schedule_id INTEGER, 
	claim_id INTEGER, 
	call_uid TEXT, 
	call_status TEXT, 
	call_progress TEXT, 
	result TEXT, 
	closed_at DATETIME, 
	seen VARCHAR(64), at_most INTEGER, person TEXT, time_zones TEXT, days_over INTEGER DEFAULT '0' NOT NULL, calls_left INTEGER, removed_at DATETIME, 
	CONSTRAINT pk_rows PRIMARY KEY (run_id, number), 
	CONSTRAINT fk_rows_claim_id_claims FOREIGN KEY(claim_id) REFERENCES claims (id), 
	CONSTRAINT fk_rows_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id), 
	CONSTRAINT fk_rows_schedule_id_schedules FOREIGN KEY(schedule_id) REFERENCES schedules (id)
);
INSERT INTO "rows" VALUES(1,1,'planned','staged-1','+812000000001','{"phone_number": "+812000000001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "staged-1"}',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(1,2,'planned','staged-2','+812000000002','{"phone_number": "+812000000002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "staged-2"}',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(1,3,'planned','staged-3','+812000000003','{"phone_number": "+812000000003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "staged-3"}',NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(1,4,'planned','staged-4','+812000000004','{"phone_number": "+812000000004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "staged-4"}',NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(1,5,'planned','staged-5','+812000000005','{"phone_number": "+812000000005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "staged-5"}',NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(1,6,'planned','staged-6','+812000000006','{"phone_number": "+812000000006", "first_name": "Jane", "last_name": "Doe 6", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 6", "external_id": "staged-6"}',NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe6|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(1,7,'planned','staged-7','+812000000007','{"phone_number": "+812000000007", "first_name": "Jane", "last_name": "Doe 7", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 7", "external_id": "staged-7"}',NULL,NULL,4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe7|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(1,8,'rejected','staged-none',NULL,'null','phone_number','it is missing, and a call needs it',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO "rows" VALUES(1,9,'duplicate','staged-1','+812000000001','{"phone_number": "+812000000001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "staged-1"}','external_id','an earlier row has the same external_id',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,1,'planned','approval-1','+812000004001','{"phone_number": "+812000004001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "approval-1"}',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,2,'planned','approval-2','+812000004002','{"phone_number": "+812000004002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "approval-2"}',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,3,'planned','approval-3','+812000004003','{"phone_number": "+812000004003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "approval-3"}',NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,4,'planned','approval-4','+812000004004','{"phone_number": "+812000004004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "approval-4"}',NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,5,'planned','approval-5','+812000004005','{"phone_number": "+812000004005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "approval-5"}',NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,6,'planned','approval-6','+812000004006','{"phone_number": "+812000004006", "first_name": "Jane", "last_name": "Doe 6", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 6", "external_id": "approval-6"}',NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe6|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,7,'planned','approval-7','+812000004007','{"phone_number": "+812000004007", "first_name": "Jane", "last_name": "Doe 7", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 7", "external_id": "approval-7"}',NULL,NULL,4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe7|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,8,'rejected','approval-none',NULL,'null','phone_number','it is missing, and a call needs it',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO "rows" VALUES(2,9,'duplicate','approval-1','+812000004001','{"phone_number": "+812000004001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "approval-1"}','external_id','an earlier row has the same external_id',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(3,1,'planned','ob-ec4242b4a62525994899ce6b','+812000009001','{"phone_number": "+812000009001", "first_name": "Jane", "last_name": "Doe", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe", "external_id": "ob-ec4242b4a62525994899ce6b"}',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(4,1,'planned','ob-e01d8f6d3b1b15b32d2b7a69','+812000009002','{"phone_number": "+812000009002", "first_name": "John", "last_name": "Doe", "phonetic_first_name": "John", "phonetic_last_name": "Doe", "external_id": "ob-e01d8f6d3b1b15b32d2b7a69"}',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe|john','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,1,'created','loading-1','+812000001001','{"phone_number": "+812000001001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "loading-1"}',NULL,NULL,1,1,1,'aadb11de-d133-4f39-870c-a1c0113e3dd5','pending','in_queue',NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,2,'created','loading-2','+812000001002','{"phone_number": "+812000001002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "loading-2"}',NULL,NULL,1,1,1,'f0a62479-935e-47ca-b5e5-c10c31af8698','pending','in_queue',NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,3,'in_doubt','loading-3','+812000001003','{"phone_number": "+812000001003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "loading-3"}',NULL,NULL,2,1,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,4,'in_doubt','loading-4','+812000001004','{"phone_number": "+812000001004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "loading-4"}',NULL,NULL,2,1,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,5,'sending','loading-5','+812000001005','{"phone_number": "+812000001005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "loading-5"}',NULL,NULL,3,1,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,6,'sending','loading-6','+812000001006','{"phone_number": "+812000001006", "first_name": "Jane", "last_name": "Doe 6", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 6", "external_id": "loading-6"}',NULL,NULL,3,1,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe6|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,7,'planned','loading-7','+812000001007','{"phone_number": "+812000001007", "first_name": "Jane", "last_name": "Doe 7", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 7", "external_id": "loading-7"}',NULL,NULL,4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe7|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,8,'rejected','loading-none',NULL,'null','phone_number','it is missing, and a call needs it',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO "rows" VALUES(5,9,'duplicate','loading-1','+812000001001','{"phone_number": "+812000001001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "loading-1"}','external_id','an earlier row has the same external_id',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,1,'created','added-1','+812000007001','{"phone_number": "+812000007001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "added-1"}',NULL,NULL,1,2,4,'073a20be-3d84-4702-b16f-4c9003b6a1b4','pending','in_queue',NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,2,'created','added-2','+812000007002','{"phone_number": "+812000007002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "added-2"}',NULL,NULL,1,2,4,'faf2991c-3023-4150-96cf-77bfdda511aa','pending','in_queue',NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,3,'sending','added-3','+812000007003','{"phone_number": "+812000007003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "added-3"}',NULL,NULL,2,2,5,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,4,'sending','added-4','+812000007004','{"phone_number": "+812000007004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "added-4"}',NULL,NULL,2,2,5,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,5,'planned','added-5','+812000007005','{"phone_number": "+812000007005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "added-5"}',NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,6,'planned','added-6','+812000007006','{"phone_number": "+812000007006", "first_name": "Jane", "last_name": "Doe 6", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 6", "external_id": "added-6"}',NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe6|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,7,'planned','added-7','+812000007007','{"phone_number": "+812000007007", "first_name": "Jane", "last_name": "Doe 7", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 7", "external_id": "added-7"}',NULL,NULL,4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe7|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,8,'rejected','added-none',NULL,'null','phone_number','it is missing, and a call needs it',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO "rows" VALUES(6,9,'duplicate','added-1','+812000007001','{"phone_number": "+812000007001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "added-1"}','external_id','an earlier row has the same external_id',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,1,'closed','stopped-1','+812000003001','{"phone_number": "+812000003001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "stopped-1"}',NULL,NULL,1,3,6,'1ad1dbbc-719b-4384-8285-af7f31595667','completed','answered','APPOINTMENT_CONFIRMED','2026-11-24 09:02:00.000000','543c2b6136f9704e655a812afca99a16aa35b9d9c425e0d2bb6b623974b88b71',NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,2,'created','stopped-2','+812000003002','{"phone_number": "+812000003002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "stopped-2"}',NULL,NULL,1,3,6,'50843bea-07c9-4e68-b762-d203ec74c295','pending','in_queue','no_answer',NULL,'ee4c6e30b40e2e96de9c9d96330616742fa2a1368c8fb6f1afad548be6e60853',NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,3,'closed','stopped-3','+812000003003','{"phone_number": "+812000003003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "stopped-3"}',NULL,NULL,2,3,7,'05df0af6-b8e8-4458-8f2b-66ab7cfa9e64','completed','answered','Transfer to agent','2026-11-24 09:02:00.000000','4fd2376a9e3ab00127be71c3a0c9af74c08a0a69d828e6f57ae00804aa88049e',NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,4,'closed','stopped-4','+812000003004','{"phone_number": "+812000003004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "stopped-4"}',NULL,NULL,2,3,7,'6ecb5727-1c34-465f-85ea-3ba34dd943fa','completed','answered','APPOINTMENT_CONFIRMED','2026-11-24 09:05:00.000000','bee39a79681b56a6901d22ad1280b6489914f2d30eecefdb4863d35806e9d2d3',NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,5,'closed','stopped-5','+812000003005','{"phone_number": "+812000003005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "stopped-5"}',NULL,NULL,3,3,8,'a13831f6-95e3-4973-ab9f-7fcd18f13671','completed','answered','APPOINTMENT_CONFIRMED','2026-11-24 09:05:00.000000','8ae9b2c457f2088fdca642cd043d5749678af281621e4a98420e5b90c0b953ff',NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,6,'created','stopped-6','+812000003006','{"phone_number": "+812000003006", "first_name": "Jane", "last_name": "Doe 6", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 6", "external_id": "stopped-6"}',NULL,NULL,3,3,8,'34a7480e-af2d-40c2-8289-d68a4c827a9f','pending','in_queue','not_reached',NULL,'8484cc166604533f782aeb2b430d1a857706a95390c5f1fe456c5a372e9af085',NULL,'doe6|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,7,'created','stopped-7','+812000003007','{"phone_number": "+812000003007", "first_name": "Jane", "last_name": "Doe 7", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 7", "external_id": "stopped-7"}',NULL,NULL,4,3,9,'eaf6a120-0dfe-42ed-94e4-3c5535f19f2e','pending','in_queue','not_reached',NULL,'07895eb8f1bb989b402f5b9d119446441facc2af962ba3b30f98b3f2a4201dbd',NULL,'doe7|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,8,'rejected','stopped-none',NULL,'null','phone_number','it is missing, and a call needs it',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO "rows" VALUES(7,9,'duplicate','stopped-1','+812000003001','{"phone_number": "+812000003001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "stopped-1"}','external_id','an earlier row has the same external_id',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(8,1,'closed','canary-1','+812000006001','{"phone_number": "+812000006001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "canary-1"}',NULL,NULL,1,4,10,'f13da25e-d6f0-4ef6-b488-9884853c54ea','completed','answered','hangup','2026-11-24 09:06:00.000000','364aff71f3fb87faad88a53dd6333496f0e9aaa47baa4321fd389de1a788d2ab',NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(8,2,'created','canary-2','+812000006002','{"phone_number": "+812000006002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "canary-2"}',NULL,NULL,1,4,10,'64134b32-536f-4e8a-a0b7-12131c8e3f9c','pending','in_progress','in_progress',NULL,'682ea340c4a75b2b629585102fccaf8e5caa6070bfe9a5e5d9f35c9690c53aa2',NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(8,3,'created','canary-3','+812000006003','{"phone_number": "+812000006003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "canary-3"}',NULL,NULL,2,5,11,'1982d8f4-4f57-436e-a3ae-19696a4f9d55','pending','in_queue',NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(8,4,'created','canary-4','+812000006004','{"phone_number": "+812000006004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "canary-4"}',NULL,NULL,2,5,11,'9b823d02-6bcc-4f35-b4f3-224565c9c431','pending','in_queue',NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(8,5,'created','canary-5','+812000006005','{"phone_number": "+812000006005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "canary-5"}',NULL,NULL,3,5,12,'bebaa01e-e314-4ca7-ad08-fdf8286b98c5','pending','in_queue',NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(8,6,'created','canary-6','+812000006006','{"phone_number": "+812000006006", "first_name": "Jane", "last_name": "Doe 6", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 6", "external_id": "canary-6"}',NULL,NULL,3,5,12,'8687db72-65ee-4dfb-921a-b46a3c3f8b12','pending','in_queue',NULL,NULL,NULL,NULL,'doe6|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(8,7,'created','canary-7','+812000006007','{"phone_number": "+812000006007", "first_name": "Jane", "last_name": "Doe 7", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 7", "external_id": "canary-7"}',NULL,NULL,4,5,13,'aedd5606-32a7-4c39-b63c-926136c17b76','pending','in_queue',NULL,NULL,NULL,NULL,'doe7|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(8,8,'rejected','canary-none',NULL,'null','phone_number','it is missing, and a call needs it',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO "rows" VALUES(8,9,'duplicate','canary-1','+812000006001','{"phone_number": "+812000006001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "canary-1"}','external_id','an earlier row has the same external_id',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,1,'created','days-1','+812000005001','{"phone_number": "+812000005001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "days-1"}',NULL,NULL,1,6,14,'ee1ec20b-5174-4bc2-bb20-9a855d024a50','pending','in_queue','no_answer',NULL,'a9b1008db44cf4d16fc17987855f598981e9cb3ec83c74089562d770da3fde57',NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,2,'created','days-2','+812000005002','{"phone_number": "+812000005002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "days-2"}',NULL,NULL,1,6,14,'8b20b48e-1f3a-4e40-9aa2-18379f81da71','pending','in_queue','no_answer',NULL,'6312ed6814ee3e99add730af18da431a0452a22babd5544b30181acd10cb57e6',NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,3,'closed','days-3','+812000005003','{"phone_number": "+812000005003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "days-3"}',NULL,NULL,2,6,15,'9c10296f-5d4f-4d85-834d-3857aa43e5f4','completed','answered','APPOINTMENT_CONFIRMED','2026-11-24 09:09:00.000000','b208517e5c995d1614a47a997a8c8b175012aa7862a2932afe6141c7f519655f',NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,4,'created','days-4','+812000005004','{"phone_number": "+812000005004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "days-4"}',NULL,NULL,2,6,15,'beb255f0-976e-44c3-ad53-8d18cbf89ff3','pending','in_queue','no_answer',NULL,'cafd879fb7b054b950a295e62d6ba2d32b57e4f60f4d2b5d6052610a7aeba7dc',NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,5,'closed','days-5','+812000005005','{"phone_number": "+812000005005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "days-5"}',NULL,NULL,3,6,16,'bdfdd67f-410c-497c-8147-f503fb26bf05','completed','answered','hangup','2026-11-24 09:09:00.000000','77e9afc29a4d572989a93245f06553acac982e27d6443685455e693e5705e3e0',NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,6,'closed','days-6','+812000005006','{"phone_number": "+812000005006", "first_name": "Jane", "last_name": "Doe 6", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 6", "external_id": "days-6"}',NULL,NULL,3,6,16,'c7a90708-ee58-498d-8bfe-a9e46f6c9afa','completed','answered','APPOINTMENT_CONFIRMED','2026-11-24 09:09:00.000000','83e9e46f98ac3f95b0efead79ab8860670e8c72be08a7ad1012253fdd0d6cb9c',NULL,'doe6|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,7,'closed','days-7','+812000005007','{"phone_number": "+812000005007", "first_name": "Jane", "last_name": "Doe 7", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 7", "external_id": "days-7"}',NULL,NULL,4,6,17,'1cd6ee6d-6d28-484b-8fe9-08da233c5d8b','completed','answered','APPOINTMENT_CANCELLED','2026-11-24 09:09:00.000000','35692ffe7481f2f8bda68fb7edf146186db4abfd5f245618d748e49a6ab57130',NULL,'doe7|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,8,'rejected','days-none',NULL,'null','phone_number','it is missing, and a call needs it',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO "rows" VALUES(9,9,'duplicate','days-1','+812000005001','{"phone_number": "+812000005001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "days-1"}','external_id','an earlier row has the same external_id',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(10,1,'created','calling-1','+812000002001','{"phone_number": "+812000002001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "calling-1"}',NULL,NULL,1,7,18,'70d43db6-d449-473d-abb5-6ee0d5caf4fe','pending','in_queue','no_answer',NULL,'a15dc4d552ce16213a15a57e0bf28b54e6a1ae9935086301febc6a8239129b4d',NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(10,2,'closed','calling-2','+812000002002','{"phone_number": "+812000002002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "calling-2"}',NULL,NULL,1,7,18,'6822d1a3-e2c1-450c-8a59-7d70fc75a730','completed','answered','RESCHEDULE_REQUESTED','2026-11-24 09:12:00.000000','0ddbb2f1718ddeebba3be5872cd23bbde104421a5f8906292bd74947d3f1859c',NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(10,3,'created','calling-3','+812000002003','{"phone_number": "+812000002003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "calling-3"}',NULL,NULL,2,7,19,'d281022a-f4dd-49b9-97f6-44fb238f9927','pending','in_queue','no_answer',NULL,'bd8cb57852f9d90a3d4db727471ceab487c16d0e51f4b6dcc7dc39a25900f0db',NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(10,4,'created','calling-4','+812000002004','{"phone_number": "+812000002004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "calling-4"}',NULL,NULL,2,7,19,'0421f4c2-5399-4e93-b8b2-c8909982d99d','pending','in_queue','no_answer',NULL,'98277e84f3e245cb77a3b00765d85fc4acc34fc051993f05c15336fff628e904',NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(10,5,'closed','calling-5','+812000002005','{"phone_number": "+812000002005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "calling-5"}',NULL,NULL,3,7,20,'d916e3ef-7a23-4e0b-9bdb-89ea2dc4f60f','completed','answered','APPOINTMENT_CONFIRMED','2026-11-24 09:12:00.000000','7e907c0fe9b35870ece78570f397f74c450a6f559eb6b99e2a1eb73f57198712',NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(10,6,'created','calling-6','+812000002006','{"phone_number": "+812000002006", "first_name": "Jane", "last_name": "Doe 6", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 6", "external_id": "calling-6"}',NULL,NULL,3,7,20,'e3d7359c-01b6-4e9b-b611-161163090b92','pending','in_queue','no_answer',NULL,'f32e35fc10b80f2e95133d50d87d6e5e3c14141001329ab226dc6a6d20cf830b',NULL,'doe6|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(10,7,'closed','calling-7','+812000002007','{"phone_number": "+812000002007", "first_name": "Jane", "last_name": "Doe 7", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 7", "external_id": "calling-7"}',NULL,NULL,4,7,21,'205b9c89-1aa9-4530-af1f-a7a6ed77805f','completed','answered','APPOINTMENT_CONFIRMED','2026-11-24 09:12:00.000000','6d9e01d9ebff46e5dd8cc9387d8d9e6161fa4cbc2d540e9e2dcc0f3949d39973',NULL,'doe7|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(10,8,'rejected','calling-none',NULL,'null','phone_number','it is missing, and a call needs it',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO "rows" VALUES(10,9,'duplicate','calling-1','+812000002001','{"phone_number": "+812000002001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "calling-1"}','external_id','an earlier row has the same external_id',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
CREATE TABLE run_suppressions (
	run_id INTEGER NOT NULL, 
	list_id INTEGER NOT NULL, 
	CONSTRAINT pk_run_suppressions PRIMARY KEY (run_id, list_id), 
	CONSTRAINT fk_run_suppressions_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id), 
	CONSTRAINT fk_run_suppressions_list_id_suppression_lists FOREIGN KEY(list_id) REFERENCES suppression_lists (id)
);
CREATE TABLE "runs" (
	id INTEGER NOT NULL, 
	"key" VARCHAR(200) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	request JSON NOT NULL, 
	list_digest VARCHAR(64) NOT NULL, 
	base_url VARCHAR(500) NOT NULL, 
	starts_at DATETIME, 
	ends_at DATETIME, 
	retry_intervals JSON NOT NULL, 
	campaign_uid TEXT, 
	rows_read INTEGER DEFAULT '0' NOT NULL, 
	phonetics_copied INTEGER DEFAULT '0' NOT NULL, 
	created_at DATETIME NOT NULL, 
	staged_at DATETIME, 
	stop_wished_at DATETIME, 
	given_up_at DATETIME, 
	admitted_at DATETIME, 
	resumed_at DATETIME, 
	due_at DATETIME NOT NULL, 
	new_window JSON, 
	approved_at DATETIME, 
	trial_passed_at DATETIME, 
	trial_failed_at DATETIME, 
	kanji_without_kana INTEGER DEFAULT '0' NOT NULL, 
	numbers_shared INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (id), 
	CONSTRAINT uq_runs_key UNIQUE ("key")
);
INSERT INTO "runs" VALUES(1,'staged-b3507bc54f','launch','{"contacts": "staged.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [300], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','c83e9f9e423ae074d59de6b1f17d2c73e71b54a02eeef23590ab9f8ced9c51f9','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[300]',NULL,9,8,'2026-11-24 08:00:00.000000','2026-11-24 08:00:00.000000',NULL,NULL,NULL,NULL,'2026-11-24 08:00:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(2,'approval-bab94b0a81','launch','{"contacts": "approval.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [300], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": true, "fail_above": null}}','6f7e5f0c7cfaee463bb7f12450963dad02cd6a3295dc5cc112537c8f4a1d8ffe','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[300]',NULL,9,8,'2026-11-24 08:00:00.000000','2026-11-24 08:00:00.000000',NULL,NULL,'2026-11-24 08:00:00.000000',NULL,'2026-11-24 08:00:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(3,'one-person-403800face','launch','{"contacts": "one person", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','c2fba351edc85ae096391325919669d724c4321f00e604a3faa721f92e6924fc','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[]',NULL,1,1,'2026-11-24 08:00:00.000000','2026-11-24 08:00:00.000000',NULL,NULL,NULL,NULL,'2026-11-24 08:00:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(4,'one-person-e7e9826d8e','add','{"contacts": "one person", "schedule_uid": "ae2a1761-898f-4305-8827-90279aeca9b5", "force": false, "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}}','9e2d46eea17fd69c5afa49a360df7a0dd488a41a6ae77e3b7cd33f91960f462f','http://localhost',NULL,NULL,'[]',NULL,1,1,'2026-11-24 08:00:00.000000','2026-11-24 08:00:00.000000',NULL,NULL,NULL,NULL,'2026-11-24 08:00:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(5,'loading-fb8a507796','launch','{"contacts": "loading.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [300], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','91317aaca084327cc8ae0f637a3ac7a8846b27216d031eb244d093892c90c8d6','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[300]','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21',9,8,'2026-11-24 08:00:00.000000','2026-11-24 08:00:00.000000',NULL,NULL,'2026-11-24 08:00:00.000000',NULL,'2026-11-24 08:00:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(6,'added-aca518f1fb','add','{"contacts": "added.csv", "schedule_uid": "ae2a1761-898f-4305-8827-90279aeca9b5", "force": false, "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}}','cae3c745605b78c4defafb024783050dab932ed6541f3796489894cd358377f2','http://localhost',NULL,NULL,'[]',NULL,9,8,'2026-11-24 08:00:00.000000','2026-11-24 08:00:00.000000',NULL,NULL,'2026-11-24 08:00:00.000000',NULL,'2026-11-24 08:00:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(7,'stopped-f76cb85143','launch','{"contacts": "stopped.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [300], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','ea243c7b1058d22974c4bec38b139f296962801cb6582c80372754d42a79f3a5','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[300]','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21',9,8,'2026-11-24 08:00:00.000000','2026-11-24 08:00:00.000000','2026-11-24 09:02:00.000000',NULL,'2026-11-24 08:00:00.000000',NULL,'2026-11-24 08:00:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(8,'canary-17ee26d6de','launch','{"contacts": "canary.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [300], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": {"first": 2, "max_failures": 0.2, "failures": ["failed", "error"]}, "approve": false, "fail_above": null}}','3fa49945bfd3487afd24d4711f3ddea2111d9f020d0ac135bf4f1bca299224cd','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[300]','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21',9,8,'2026-11-24 09:05:00.000000','2026-11-24 09:05:00.000000',NULL,NULL,'2026-11-24 09:05:00.000000',NULL,'2026-11-24 09:05:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(9,'days-610fd340d5','launch','{"contacts": "days.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"windows": ["2026-11-24 09:00-12:00 UTC", "2026-11-25 09:00-12:00 UTC"], "days": null, "time_zone": null, "local": false}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [300], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','796e11a43a61e6a80edcc3098c183b93a1492e19167ef49e26a3ed9721a0a521','http://localhost','2026-11-24 09:00:00.000000','2026-11-25 12:00:00.000000','[300]','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21',9,8,'2026-11-24 09:06:00.000000','2026-11-24 09:06:00.000000',NULL,NULL,'2026-11-24 09:06:00.000000',NULL,'2026-11-24 09:06:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(10,'calling-a1a9e6e9d6','launch','{"contacts": "calling.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [300], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','f25fb39994da373bea75a9df591bb97576dc2dcbce02f2e3cdfa1c480c627bc8','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[300]','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21',9,8,'2026-11-24 09:09:00.000000','2026-11-24 09:09:00.000000',NULL,NULL,'2026-11-24 09:09:00.000000',NULL,'2026-11-24 09:09:00.000000',NULL,NULL,NULL,NULL,0,0);
CREATE TABLE "schedules" (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	uid TEXT, 
	ours BOOLEAN NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	starts_at DATETIME, 
	ends_at DATETIME, 
	created_at DATETIME NOT NULL, 
	enable_asked_at DATETIME, 
	enabled_at DATETIME, 
	disabled_at DATETIME, 
	doubted BOOLEAN DEFAULT 0 NOT NULL, 
	verified_at DATETIME, 
	emptied_at DATETIME, 
	set_aside BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_schedules PRIMARY KEY (id), 
	CONSTRAINT fk_schedules_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id)
);
INSERT INTO "schedules" VALUES(1,5,1,'056c2ba1-cd71-48eb-b0f7-8b1849061e7d',1,'loading','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 08:00:00.000000',NULL,NULL,NULL,1,NULL,NULL,0);
INSERT INTO "schedules" VALUES(2,6,1,'ae2a1761-898f-4305-8827-90279aeca9b5',0,'loading',NULL,NULL,'2026-11-24 08:00:00.000000',NULL,NULL,NULL,0,NULL,NULL,0);
INSERT INTO "schedules" VALUES(3,7,1,'22843541-5995-4138-8b77-a8e5cff717a0',1,'disabled','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 08:00:00.000000','2026-11-24 08:00:00.000000','2026-11-24 08:00:00.000000','2026-11-24 09:02:00.000000',0,NULL,NULL,0);
INSERT INTO "schedules" VALUES(4,8,1,'090668be-3bce-437b-b308-551d5c7e0582',1,'enabled','2026-11-24 09:05:00.000000','2026-11-24 12:00:00.000000','2026-11-24 09:05:00.000000','2026-11-24 09:05:00.000000','2026-11-24 09:05:00.000000',NULL,0,NULL,NULL,0);
INSERT INTO "schedules" VALUES(5,8,2,'1b528690-3b3d-4e30-acbf-34663d58c5b2',1,'ready','2026-11-24 09:05:00.000000','2026-11-24 12:00:00.000000','2026-11-24 09:05:00.000000',NULL,NULL,NULL,0,NULL,NULL,0);
INSERT INTO "schedules" VALUES(6,9,1,'424fa939-6c70-4b8d-98ba-395d39572002',1,'enabled','2026-11-24 09:06:00.000000','2026-11-24 12:00:00.000000','2026-11-24 09:06:00.000000','2026-11-24 09:06:00.000000','2026-11-24 09:06:00.000000',NULL,0,NULL,NULL,0);
INSERT INTO "schedules" VALUES(7,10,1,'711b1e6d-989d-457c-b4e4-b25a02465175',1,'enabled','2026-11-24 09:09:00.000000','2026-11-24 12:00:00.000000','2026-11-24 09:09:00.000000','2026-11-24 09:09:00.000000','2026-11-24 09:09:00.000000',NULL,0,NULL,NULL,0);
CREATE TABLE strangers (
	schedule_id INTEGER NOT NULL, 
	call_uid TEXT NOT NULL, 
	CONSTRAINT pk_strangers PRIMARY KEY (schedule_id, call_uid), 
	CONSTRAINT fk_strangers_schedule_id_schedules FOREIGN KEY(schedule_id) REFERENCES schedules (id)
);
INSERT INTO "strangers" VALUES(2,'c1dabd03-9cfe-4686-8bb2-e147cd6a69dd');
CREATE TABLE suppressed_numbers (
	list_id INTEGER NOT NULL, 
	phone_number VARCHAR(20) NOT NULL, 
	reason TEXT NOT NULL, 
	added_at DATETIME NOT NULL, 
	CONSTRAINT pk_suppressed_numbers PRIMARY KEY (list_id, phone_number), 
	CONSTRAINT fk_suppressed_numbers_list_id_suppression_lists FOREIGN KEY(list_id) REFERENCES suppression_lists (id)
);
CREATE TABLE suppression_lists (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	digest VARCHAR(64), 
	added_at DATETIME NOT NULL, 
	complete_at DATETIME, 
	CONSTRAINT pk_suppression_lists PRIMARY KEY (id), 
	CONSTRAINT uq_suppression_lists_digest UNIQUE (digest)
);
CREATE INDEX ix_attempts_run_id_row ON attempts (run_id, "row");
CREATE INDEX ix_rows_run_id_batch ON rows (run_id, batch);
CREATE INDEX ix_rows_run_id_call_uid ON rows (run_id, call_uid);
CREATE INDEX ix_rows_run_id_state ON rows (run_id, state);
CREATE INDEX ix_rows_schedule_id_state ON rows (schedule_id, state);
CREATE UNIQUE INDEX uq_rows_run_id_external_id ON rows (run_id, external_id) WHERE state NOT IN ('rejected', 'duplicate', 'suppressed');
CREATE INDEX ix_claims_run_id ON claims (run_id);
CREATE INDEX ix_flow_runs_run_id ON flow_runs (run_id);
CREATE INDEX ix_rows_phone_number_run_id ON rows (phone_number, run_id);
CREATE INDEX ix_schedules_run_id_ordinal ON schedules (run_id, ordinal);
CREATE INDEX ix_suppressed_numbers_phone_number ON suppressed_numbers (phone_number);
COMMIT;
