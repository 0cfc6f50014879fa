BEGIN TRANSACTION;
CREATE TABLE attempts (
	distribution INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	held_by INTEGER NOT NULL, 
	opened_at BIGINT NOT NULL, 
	dot_at BIGINT, 
	closed_at BIGINT NOT NULL, 
	outcome TEXT NOT NULL, 
	reply TEXT NOT NULL, 
	why TEXT NOT NULL, 
	peer TEXT NOT NULL, 
	PRIMARY KEY (distribution, number, ordinal), 
	FOREIGN KEY(distribution) REFERENCES distributions ("key"), 
	FOREIGN KEY(held_by) REFERENCES windows ("key")
)
 WITHOUT ROWID

;
INSERT INTO "attempts" VALUES(1,1,1,1,1777626000000000,1777626000000000,1777626000000000,'accepted','250 2.0.0 Ok: queued as 4F1','','relay.example [192.0.2.1]:587');
INSERT INTO "attempts" VALUES(1,2,1,1,1777626000000000,1777626000000000,1777626000000000,'refused','550 5.1.1 no such user','','relay.example [192.0.2.1]:587');
INSERT INTO "attempts" VALUES(1,3,1,1,1777626000000000,1777626000000000,1777626000000000,'in_doubt','','The line dropped after the final dot.','relay.example [192.0.2.1]:587');
INSERT INTO "attempts" VALUES(1,4,1,1,1777626000000000,1777626000000000,1777626000000000,'deferred','450 4.2.1 try later','','relay.example [192.0.2.1]:587');
INSERT INTO "attempts" VALUES(1,5,1,1,1777626000000000,1777626000000000,1777626000000000,'deferred','450 4.2.1 try later','','relay.example [192.0.2.1]:587');
CREATE TABLE deliveries (
	distribution INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	mail_from TEXT NOT NULL, 
	rcpt_to TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	skeleton BLOB NOT NULL, 
	holes BLOB NOT NULL, 
	trusted BOOLEAN NOT NULL, 
	media_list TEXT NOT NULL, 
	"row" INTEGER NOT NULL, 
	language TEXT NOT NULL, 
	first_due_at BIGINT, 
	PRIMARY KEY (distribution, number), 
	FOREIGN KEY(distribution) REFERENCES distributions ("key")
)
 WITHOUT ROWID

;
INSERT INTO "deliveries" VALUES(1,1,'press@example.org','reader1@example.org','<1@example.org>',X'0ECBEA2B9483FD999252390AD6CDAC9F77CCE3E299D10ABFE59B6A9AD91208E8',X'00000001000000085265616465722031',0,'press.csv',2,'en',1777626000000000);
INSERT INTO "deliveries" VALUES(1,2,'press@example.org','reader2@example.org','<2@example.org>',X'0ECBEA2B9483FD999252390AD6CDAC9F77CCE3E299D10ABFE59B6A9AD91208E8',X'00000001000000085265616465722032',0,'press.csv',3,'en',1777626000000000);
INSERT INTO "deliveries" VALUES(1,3,'press@example.org','reader3@example.org','<3@example.org>',X'0ECBEA2B9483FD999252390AD6CDAC9F77CCE3E299D10ABFE59B6A9AD91208E8',X'00000001000000085265616465722033',0,'press.csv',4,'en',1777626000000000);
INSERT INTO "deliveries" VALUES(1,4,'press@example.org','reader4@example.org','<4@example.org>',X'0ECBEA2B9483FD999252390AD6CDAC9F77CCE3E299D10ABFE59B6A9AD91208E8',X'00000001000000085265616465722034',0,'press.csv',5,'en',1777626300000000);
INSERT INTO "deliveries" VALUES(1,5,'press@example.org','reader5@example.org','<5@example.org>',X'0ECBEA2B9483FD999252390AD6CDAC9F77CCE3E299D10ABFE59B6A9AD91208E8',X'00000001000000085265616465722035',0,'press.csv',6,'en',1777626000000000);
INSERT INTO "deliveries" VALUES(1,6,'press@example.org','reader6@example.org','<6@example.org>',X'0ECBEA2B9483FD999252390AD6CDAC9F77CCE3E299D10ABFE59B6A9AD91208E8',X'00000001000000085265616465722036',0,'press.csv',7,'en',1777626000000000);
INSERT INTO "deliveries" VALUES(1,7,'press@example.org','reader7@example.org','<7@example.org>',X'',X'00000000',0,'',0,'',1777626000000000);
INSERT INTO "deliveries" VALUES(1,8,'press@example.org','reader8@example.org','<8@example.org>',X'0ECBEA2B9483FD999252390AD6CDAC9F77CCE3E299D10ABFE59B6A9AD91208E8',X'00000001000000085265616465722038',0,'',0,'',1777629600000000);
INSERT INTO "deliveries" VALUES(2,1,'press@example.org','reader1@example.org','<1@example.org>',X'0ECBEA2B9483FD999252390AD6CDAC9F77CCE3E299D10ABFE59B6A9AD91208E8',X'00000001000000085265616465722031',0,'',0,'',1777712400000000);
CREATE TABLE distributions (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id TEXT NOT NULL, 
	edition INTEGER NOT NULL, 
	headline TEXT NOT NULL, 
	mail_from TEXT NOT NULL, 
	created_at BIGINT NOT NULL, 
	send_at BIGINT NOT NULL, 
	embargoed_until BIGINT, 
	embargo_shown TEXT NOT NULL, 
	give_up_at BIGINT, 
	release_json TEXT NOT NULL, 
	sources TEXT NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	act TEXT DEFAULT 'original' NOT NULL, 
	answers TEXT DEFAULT '' NOT NULL, 
	embargo_wall TEXT DEFAULT '' NOT NULL, 
	embargo_zone TEXT DEFAULT '' NOT NULL, 
	late_by_s INTEGER, 
	late_by_max_s INTEGER DEFAULT '900' NOT NULL, wall_times TEXT DEFAULT '[]' NOT NULL, 
	UNIQUE (id), 
	FOREIGN KEY(edition) REFERENCES editions ("key")
);
INSERT INTO "distributions" VALUES(1,'bridge-opens-1',1,'Bridge opens','press@example.org',1777626000000000,1777626000000000,1777629600000000,'2026-05-01 11:00 Europe/London',1777640400000000,'{}','{"releases/bridge-opens.md": "ab12"}','sending','','original','','','',NULL,900,'[]');
INSERT INTO "distributions" VALUES(2,'tunnel-opens-1',2,'Bridge opens','press@example.org',1777626000000000,1777712400000000,NULL,'',NULL,'{}','{}','paused','The relay''s daily quota is used up.','original','','','',NULL,900,'[]');
CREATE TABLE editions (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	slug TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	content_hash TEXT NOT NULL, 
	UNIQUE (slug, version)
);
INSERT INTO "editions" VALUES(1,'bridge-opens',1,'c0ffee');
INSERT INTO "editions" VALUES(2,'tunnel-opens',1,'c0ffee');
CREATE TABLE events (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	distribution INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	who TEXT DEFAULT '' NOT NULL, 
	what TEXT DEFAULT '' NOT NULL, 
	FOREIGN KEY(distribution) REFERENCES distributions ("key")
);
INSERT INTO "events" VALUES(1,1,1777626000000000,'scheduled','','','');
INSERT INTO "events" VALUES(2,1,1777626000000000,'sending','','','');
INSERT INTO "events" VALUES(3,2,1777626000000000,'scheduled','','','');
INSERT INTO "events" VALUES(4,2,1777626000000000,'paused','The relay''s daily quota is used up.','','');
CREATE TABLE ledger (
	uuid TEXT NOT NULL, 
	schema_version INTEGER NOT NULL, 
	machine_id TEXT NOT NULL, 
	created_at BIGINT NOT NULL, 
	serial INTEGER NOT NULL, 
	PRIMARY KEY (uuid)
);
INSERT INTO "ledger" VALUES('5c910ef9-ecaf-4b4f-be75-d056cb070e13',4,'press-desk',1777626000000000,9);
CREATE TABLE settlements (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	distribution INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	who TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	FOREIGN KEY(distribution) REFERENCES distributions ("key")
);
CREATE TABLE skeletons (
	distribution INTEGER NOT NULL, 
	"key" BLOB NOT NULL, 
	segments BLOB NOT NULL, 
	PRIMARY KEY (distribution, "key"), 
	FOREIGN KEY(distribution) REFERENCES distributions ("key")
);
INSERT INTO "skeletons" VALUES(1,X'0ECBEA2B9483FD999252390AD6CDAC9F77CCE3E299D10ABFE59B6A9AD91208E8',X'000000020000001E000000175375626A6563743A20427269646765206F70656E730D0A0D0A44656172202C2074686520627269646765206973206F70656E2E0D0A');
INSERT INTO "skeletons" VALUES(2,X'0ECBEA2B9483FD999252390AD6CDAC9F77CCE3E299D10ABFE59B6A9AD91208E8',X'000000020000001E000000175375626A6563743A20427269646765206F70656E730D0A0D0A44656172202C2074686520627269646765206973206F70656E2E0D0A');
CREATE TABLE standings (
	distribution INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	covers INTEGER, 
	address_key TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	due_at BIGINT, 
	held_by INTEGER, 
	note TEXT NOT NULL, 
	PRIMARY KEY (distribution, number), 
	CONSTRAINT one_delivery_a_person UNIQUE (covers, address_key), 
	CONSTRAINT states CHECK (
CASE WHEN held_by IS NOT NULL
     THEN state = 'handed' AND due_at IS NOT NULL AND covers IS NOT NULL
     WHEN due_at IS NOT NULL
     THEN state IN ('planned', 'withheld', 'deferred') AND covers IS NOT NULL
     WHEN covers IS NOT NULL
     THEN state = 'accepted' OR state = 'in_doubt'
     ELSE state IN ('refused', 'suppressed', 'stopped', 'deferred')
END), 
	FOREIGN KEY(distribution) REFERENCES distributions ("key"), 
	FOREIGN KEY(covers) REFERENCES editions ("key"), 
	FOREIGN KEY(held_by) REFERENCES windows ("key")
)
 WITHOUT ROWID

;
INSERT INTO "standings" VALUES(1,1,1,'reader1@example.org','accepted',1,NULL,NULL,'');
INSERT INTO "standings" VALUES(1,2,NULL,'reader2@example.org','refused',1,NULL,NULL,'');
INSERT INTO "standings" VALUES(1,3,1,'reader3@example.org','in_doubt',1,NULL,NULL,'The line dropped after the final dot.');
INSERT INTO "standings" VALUES(1,4,1,'reader4@example.org','deferred',1,1777626300000000,NULL,'');
INSERT INTO "standings" VALUES(1,5,NULL,'reader5@example.org','deferred',1,NULL,NULL,'');
INSERT INTO "standings" VALUES(1,6,1,'reader6@example.org','handed',0,1777626000000000,2,'');
INSERT INTO "standings" VALUES(1,7,NULL,'reader7@example.org','suppressed',0,NULL,NULL,'Asked to be left alone.');
INSERT INTO "standings" VALUES(1,8,1,'reader8@example.org','withheld',0,1777629600000000,NULL,'');
INSERT INTO "standings" VALUES(2,1,2,'reader1@example.org','planned',0,1777712400000000,NULL,'');
CREATE TABLE takeovers (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	at BIGINT NOT NULL, 
	who TEXT NOT NULL, 
	machine_before TEXT NOT NULL, 
	machine_after TEXT NOT NULL
);
CREATE TABLE windows (
	"key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	distribution INTEGER NOT NULL, 
	boot_id TEXT NOT NULL, 
	runner TEXT NOT NULL, 
	opened_at BIGINT NOT NULL, 
	closed_at BIGINT, 
	machine_id TEXT DEFAULT '' NOT NULL, 
	lease_until BIGINT, 
	sender TEXT DEFAULT '' NOT NULL, 
	departures INTEGER DEFAULT '0' NOT NULL, 
	FOREIGN KEY(distribution) REFERENCES distributions ("key")
);
INSERT INTO "windows" VALUES(1,1,'first-start','press-desk:1',1777626000000000,1777626000000000,'',NULL,'',0);
INSERT INTO "windows" VALUES(2,1,'first-start','press-desk:1',1777626000000000,NULL,'',NULL,'',0);
CREATE INDEX ix_distributions_edition ON distributions (edition);
CREATE INDEX ix_events_distribution ON events (distribution);
CREATE INDEX windows_paced ON windows (sender, closed_at, departures) WHERE sender <> '';
CREATE INDEX windows_open ON windows (distribution, "key") WHERE closed_at IS NULL;
CREATE INDEX settlements_of ON settlements (distribution, number, ordinal);
CREATE INDEX standings_waiting ON standings (distribution, due_at, number) WHERE due_at IS NOT NULL AND held_by IS NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('distributions',2);
INSERT INTO "sqlite_sequence" VALUES('editions',2);
INSERT INTO "sqlite_sequence" VALUES('events',4);
INSERT INTO "sqlite_sequence" VALUES('settlements',0);
INSERT INTO "sqlite_sequence" VALUES('takeovers',0);
INSERT INTO "sqlite_sequence" VALUES('windows',2);
COMMIT;
