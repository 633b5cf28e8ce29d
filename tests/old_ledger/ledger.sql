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
INSERT INTO "claims" VALUES(1,3,1,1,'2026-11-24 07:00:00.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:00.000000',0);
INSERT INTO "claims" VALUES(2,3,1,2,'2026-11-24 07:00:00.000000','2026-11-24 07:00:30.000000',NULL,0);
INSERT INTO "claims" VALUES(3,4,2,1,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(4,4,2,2,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(5,4,2,3,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(6,5,3,1,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(7,5,3,2,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(8,5,3,3,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(9,6,4,1,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(10,6,4,2,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(11,6,4,3,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(12,7,5,1,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(13,7,6,2,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(14,7,6,3,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
INSERT INTO "claims" VALUES(15,9,7,1,'2026-11-24 07:00:30.000000','2026-11-24 07:01:00.000000','2026-11-24 07:00:30.000000',0);
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
INSERT INTO "parts" VALUES(1,1,1,3,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[]',1,1,1,0,NULL);
INSERT INTO "parts" VALUES(2,1,1,3,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[]',1,1,1,0,NULL);
INSERT INTO "parts" VALUES(3,1,1,3,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[]',1,1,1,0,NULL);
INSERT INTO "parts" VALUES(4,1,1,3,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[]',1,1,1,0,NULL);
INSERT INTO "parts" VALUES(5,1,1,3,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[]',1,1,1,0,NULL);
INSERT INTO "parts" VALUES(6,1,1,3,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-25 12:00:00.000000','[]',1,1,2,0,NULL);
INSERT INTO "parts" VALUES(7,1,1,1,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[]',1,1,1,1,NULL);
INSERT INTO "parts" VALUES(7,2,2,3,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[]',1,1,1,0,NULL);
INSERT INTO "parts" VALUES(8,1,1,1,'2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 12:00:00.000000','[]',1,1,1,0,NULL);
INSERT INTO "parts" VALUES(9,1,1,3,NULL,NULL,NULL,'[]',1,1,1,0,NULL);
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
INSERT INTO "rows" VALUES(2,1,'planned','approval-1','+812000004001','{"phone_number": "+812000004001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "approval-1"}',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,2,'planned','approval-2','+812000004002','{"phone_number": "+812000004002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "approval-2"}',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,3,'planned','approval-3','+812000004003','{"phone_number": "+812000004003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "approval-3"}',NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,4,'planned','approval-4','+812000004004','{"phone_number": "+812000004004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "approval-4"}',NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(2,5,'planned','approval-5','+812000004005','{"phone_number": "+812000004005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "approval-5"}',NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(3,1,'created','loading-1','+812000001001','{"phone_number": "+812000001001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "loading-1"}',NULL,NULL,1,1,1,'febf18f8-15b4-45e6-abdd-467e1783b709','pending','in_queue',NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(3,2,'created','loading-2','+812000001002','{"phone_number": "+812000001002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "loading-2"}',NULL,NULL,1,1,1,'dc99faff-04f8-41e0-a2f4-036056e7e7c8','pending','in_queue',NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(3,3,'in_doubt','loading-3','+812000001003','{"phone_number": "+812000001003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "loading-3"}',NULL,NULL,2,1,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(3,4,'in_doubt','loading-4','+812000001004','{"phone_number": "+812000001004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "loading-4"}',NULL,NULL,2,1,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(3,5,'planned','loading-5','+812000001005','{"phone_number": "+812000001005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "loading-5"}',NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(4,1,'created','calling-1','+812000002001','{"phone_number": "+812000002001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "calling-1"}',NULL,NULL,1,2,3,'54a3f074-6700-4999-8d7b-5d6256a3da0e','pending','in_queue',NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(4,2,'created','calling-2','+812000002002','{"phone_number": "+812000002002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "calling-2"}',NULL,NULL,1,2,3,'d09e00a4-82bf-49eb-8167-41f4b37d49e0','pending','in_queue',NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(4,3,'created','calling-3','+812000002003','{"phone_number": "+812000002003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "calling-3"}',NULL,NULL,2,2,4,'ecc32a57-7ec8-4c32-9f54-c532a92b6e0d','pending','in_queue',NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(4,4,'created','calling-4','+812000002004','{"phone_number": "+812000002004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "calling-4"}',NULL,NULL,2,2,4,'03fbfea6-7752-47b8-915c-00667327279b','pending','in_queue',NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(4,5,'created','calling-5','+812000002005','{"phone_number": "+812000002005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "calling-5"}',NULL,NULL,3,2,5,'adf82469-3362-4942-8cb7-f7ae62e588ac','pending','in_queue',NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,1,'created','stopped-1','+812000003001','{"phone_number": "+812000003001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "stopped-1"}',NULL,NULL,1,3,6,'395a9ee4-924a-4608-a01c-3d71642ae942','pending','in_queue',NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,2,'created','stopped-2','+812000003002','{"phone_number": "+812000003002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "stopped-2"}',NULL,NULL,1,3,6,'f63c5115-897d-4d6b-830f-461acbb760d8','pending','in_queue',NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,3,'created','stopped-3','+812000003003','{"phone_number": "+812000003003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "stopped-3"}',NULL,NULL,2,3,7,'d7e10931-0486-464c-9b0b-ac490bd9c73c','pending','in_queue',NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,4,'created','stopped-4','+812000003004','{"phone_number": "+812000003004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "stopped-4"}',NULL,NULL,2,3,7,'20d5ca5f-97a9-487a-976b-5699f5f0e6fa','pending','in_queue',NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(5,5,'created','stopped-5','+812000003005','{"phone_number": "+812000003005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "stopped-5"}',NULL,NULL,3,3,8,'33687c59-105f-4f6f-978a-265e76170a48','pending','in_queue',NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,1,'created','days-1','+812000005001','{"phone_number": "+812000005001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "days-1"}',NULL,NULL,1,4,9,'316ef348-58f7-40e1-bf6d-57ee14470f2f','pending','in_queue',NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,2,'created','days-2','+812000005002','{"phone_number": "+812000005002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "days-2"}',NULL,NULL,1,4,9,'f2084ca6-e474-4bcc-8a91-162ee4296c5f','pending','in_queue',NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,3,'created','days-3','+812000005003','{"phone_number": "+812000005003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "days-3"}',NULL,NULL,2,4,10,'9499c6de-ca85-4334-b81f-47a35bc7c3f5','pending','in_queue',NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,4,'created','days-4','+812000005004','{"phone_number": "+812000005004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "days-4"}',NULL,NULL,2,4,10,'524d3ec1-0451-49e5-bb0e-8a3f49bed1e5','pending','in_queue',NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(6,5,'created','days-5','+812000005005','{"phone_number": "+812000005005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "days-5"}',NULL,NULL,3,4,11,'1fba35f7-8e0f-4635-9792-63a7985cce9a','pending','in_queue',NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,1,'created','canary-1','+812000006001','{"phone_number": "+812000006001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "canary-1"}',NULL,NULL,1,5,12,'a1ba235e-1ed0-4199-a903-049020923743','pending','in_queue',NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,2,'created','canary-2','+812000006002','{"phone_number": "+812000006002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "canary-2"}',NULL,NULL,1,5,12,'ab8f2049-913e-4e00-ba74-1bad2d3b47ee','pending','in_queue',NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,3,'created','canary-3','+812000006003','{"phone_number": "+812000006003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "canary-3"}',NULL,NULL,2,6,13,'24896f6b-19be-4908-81c7-df4c9c4f3857','pending','in_queue',NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,4,'created','canary-4','+812000006004','{"phone_number": "+812000006004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "canary-4"}',NULL,NULL,2,6,13,'35c63a91-969d-4b96-9d38-300442e7b718','pending','in_queue',NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(7,5,'created','canary-5','+812000006005','{"phone_number": "+812000006005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "canary-5"}',NULL,NULL,3,6,14,'9cb2a05a-1547-478c-990f-1deed0216e38','pending','in_queue',NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(8,1,'planned','ob-bfcc2e2e7ef512b779c0c557','+812000009001','{"phone_number": "+812000009001", "first_name": "Jane", "last_name": "Doe", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe", "external_id": "ob-bfcc2e2e7ef512b779c0c557"}',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,1,'created','more-1','+812000007001','{"phone_number": "+812000007001", "first_name": "Jane", "last_name": "Doe 1", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 1", "external_id": "more-1"}',NULL,NULL,1,7,15,'053dcbd7-3b90-44b4-940d-9f3e7b4b255e','pending','in_queue',NULL,NULL,NULL,NULL,'doe1|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,2,'created','more-2','+812000007002','{"phone_number": "+812000007002", "first_name": "Jane", "last_name": "Doe 2", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 2", "external_id": "more-2"}',NULL,NULL,1,7,15,'bbd239da-df9c-4a5a-ab12-ca327e83c803','pending','in_queue',NULL,NULL,NULL,NULL,'doe2|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,3,'planned','more-3','+812000007003','{"phone_number": "+812000007003", "first_name": "Jane", "last_name": "Doe 3", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 3", "external_id": "more-3"}',NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe3|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,4,'planned','more-4','+812000007004','{"phone_number": "+812000007004", "first_name": "Jane", "last_name": "Doe 4", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 4", "external_id": "more-4"}',NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe4|jane','Asia/Tokyo',0,NULL,NULL);
INSERT INTO "rows" VALUES(9,5,'planned','more-5','+812000007005','{"phone_number": "+812000007005", "first_name": "Jane", "last_name": "Doe 5", "phonetic_first_name": "Jane", "phonetic_last_name": "Doe 5", "external_id": "more-5"}',NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'doe5|jane','Asia/Tokyo',0,NULL,NULL);
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
INSERT INTO "runs" VALUES(1,'staged-c46982a53c','launch','{"contacts": "staged.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','29a8928a542ccece450680fa01fb76cf53d69ad97b8f77ee16d555fb6a288c4d','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[]',NULL,5,5,'2026-11-24 07:00:00.000000','2026-11-24 07:00:00.000000',NULL,NULL,'2026-11-24 07:00:00.000000',NULL,'2026-11-24 07:00:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(2,'approval-595fa6df48','launch','{"contacts": "approval.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": true, "fail_above": null}}','4697f6cf195e641a96ade0d0f6fd907bf2118742b1e36e0b3ac613da8ad3b80e','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[]',NULL,5,5,'2026-11-24 07:00:00.000000','2026-11-24 07:00:00.000000',NULL,NULL,'2026-11-24 07:00:00.000000',NULL,'2026-11-24 07:00:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(3,'loading-d7f58d1864','launch','{"contacts": "loading.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','28e600fd89f21165e3c1db2e38b246ef419c078e179b6c9574a515538424c984','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[]','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21',5,5,'2026-11-24 07:00:00.000000','2026-11-24 07:00:00.000000',NULL,NULL,'2026-11-24 07:00:00.000000',NULL,'2026-11-24 07:00:00.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(4,'calling-2d15530c8d','launch','{"contacts": "calling.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','cca91ce1e41cd8bea011bb3349ceaba8ea79f04ee4735f8606ffdd4d5114dcf2','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[]','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21',5,5,'2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000',NULL,NULL,'2026-11-24 07:00:30.000000',NULL,'2026-11-24 07:00:30.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(5,'stopped-7622773475','launch','{"contacts": "stopped.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','bc3f72416db6d4b5ed3a39635ed9e1bb0a4afc94c6aa9eae5ad8059ee12e543a','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[]','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21',5,5,'2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000',NULL,'2026-11-24 07:00:30.000000',NULL,'2026-11-24 07:00:30.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(6,'days-07b7d75b3a','launch','{"contacts": "days.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"windows": ["2026-11-24 09:00-12:00 UTC", "2026-11-25 09:00-12:00 UTC"], "days": null, "time_zone": null, "local": false}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','9daa2572ac7347f492900f4937d040579852eda9626123854a002482bc79dc06','http://localhost','2026-11-24 09:00:00.000000','2026-11-25 12:00:00.000000','[]','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21',5,5,'2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000',NULL,NULL,'2026-11-24 07:00:30.000000',NULL,'2026-11-24 07:00:30.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(7,'canary-d3b2e371a7','launch','{"contacts": "canary.csv", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": {"first": 2, "max_failures": 0.2, "failures": ["failed", "error"]}, "approve": false, "fail_above": null}}','b3eb6e660f4c9e2d204122c71b6d831be0484dae57ad207937e8885c22bd1211','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[]','c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21',5,5,'2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000',NULL,NULL,'2026-11-24 07:00:30.000000',NULL,'2026-11-24 07:00:30.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(8,'one-person-568fd92d13','launch','{"contacts": "one person", "campaign": {"campaign_uid": "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"}, "window": {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z"}, "allowed": {"hours": "00:00-24:00", "weekend": null, "holidays": null}, "retry_intervals": [], "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}, "checks": {"suppress": [], "cap": null, "canary": null, "approve": false, "fail_above": null}}','1e6f0e3e25daca103a878b14e35927bebb2a02e0011bf1c8c808e9dc9b9bb937','http://localhost','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','[]',NULL,1,1,'2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000',NULL,NULL,NULL,NULL,'2026-11-24 07:00:30.000000',NULL,NULL,NULL,NULL,0,0);
INSERT INTO "runs" VALUES(9,'more-6a1d54405a','add','{"contacts": "more.csv", "schedule_uid": "08c8f276-ff7b-4aca-934d-1003394a55b1", "force": false, "list_options": {"query": null, "region": null, "columns": {}, "only": [], "drop": [], "name_order": null, "event_zone": null, "one_per_number": false}}','4563421f25f4c322036a0e1d84e21995cc1d874c616d2f60e1ebe4af98a26371','http://localhost',NULL,NULL,'[]',NULL,5,5,'2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000',NULL,NULL,'2026-11-24 07:00:30.000000',NULL,'2026-11-24 07:00:30.000000',NULL,NULL,NULL,NULL,0,0);
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
INSERT INTO "schedules" VALUES(1,3,1,'cd817fed-601a-4384-87f3-876436c18df1',1,'loading','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 07:00:00.000000',NULL,NULL,NULL,1,NULL,NULL,0);
INSERT INTO "schedules" VALUES(2,4,1,'c8867182-5a61-4e26-b4b2-5970e6033db1',1,'enabled','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000',NULL,0,NULL,NULL,0);
INSERT INTO "schedules" VALUES(3,5,1,'cdfb73c6-81d2-4f90-b620-a04e57392f6c',1,'disabled','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000',0,NULL,NULL,0);
INSERT INTO "schedules" VALUES(4,6,1,'9b2bed0e-c501-46d9-8b2a-cbe89d958d15',1,'enabled','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000',NULL,0,NULL,NULL,0);
INSERT INTO "schedules" VALUES(5,7,1,'0774fb52-c632-486a-8766-616a98ab7494',1,'enabled','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000','2026-11-24 07:00:30.000000',NULL,0,NULL,NULL,0);
INSERT INTO "schedules" VALUES(6,7,2,'828a189a-c580-4d47-b64c-cf96f7a064eb',1,'ready','2026-11-24 09:00:00.000000','2026-11-24 12:00:00.000000','2026-11-24 07:00:30.000000',NULL,NULL,NULL,0,NULL,NULL,0);
INSERT INTO "schedules" VALUES(7,9,1,'08c8f276-ff7b-4aca-934d-1003394a55b1',0,'loading',NULL,NULL,'2026-11-24 07:00:30.000000',NULL,NULL,NULL,0,NULL,NULL,0);
CREATE TABLE strangers (
	schedule_id INTEGER NOT NULL, 
	call_uid TEXT NOT NULL, 
	CONSTRAINT pk_strangers PRIMARY KEY (schedule_id, call_uid), 
	CONSTRAINT fk_strangers_schedule_id_schedules FOREIGN KEY(schedule_id) REFERENCES schedules (id)
);
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
