CREATE TABLE `counsel_stamp` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`slot` text NOT NULL,
	`text_hash` text NOT NULL,
	`link_id` text NOT NULL,
	`name` text NOT NULL,
	`bar_state` text NOT NULL,
	`signed_on` text NOT NULL,
	`signed_at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`link_id`) REFERENCES `local_link`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `counsel_stamp_once` ON `counsel_stamp` (`site_id`,`slot`,`text_hash`);--> statement-breakpoint
CREATE INDEX `counsel_stamp_link` ON `counsel_stamp` (`link_id`);--> statement-breakpoint
CREATE TABLE `local_answer` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`slot` text NOT NULL,
	`name` text NOT NULL,
	`correction` text,
	`number` integer NOT NULL,
	`answered_at` integer NOT NULL,
	`decision` text,
	`decided_by` text,
	`decided_at` integer,
	FOREIGN KEY (`id`) REFERENCES `local_link`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `local_answer_site` ON `local_answer` (`site_id`,`slot`);--> statement-breakpoint
CREATE INDEX `local_answer_decided_by` ON `local_answer` (`decided_by`);--> statement-breakpoint
CREATE TABLE `local_link` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`slot` text,
	`token_hash` text NOT NULL,
	`recipient` text,
	`email` text,
	`made_by` text NOT NULL,
	`made_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`made_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `local_link_token_hash_unique` ON `local_link` (`token_hash`);--> statement-breakpoint
CREATE INDEX `local_link_site` ON `local_link` (`site_id`,`slot`);--> statement-breakpoint
CREATE INDEX `local_link_made_by` ON `local_link` (`made_by`);--> statement-breakpoint
CREATE TABLE `local_reminder` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`slot` text NOT NULL,
	`review_by` text NOT NULL,
	`sent_at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `local_reminder_once` ON `local_reminder` (`site_id`,`slot`,`review_by`);--> statement-breakpoint
CREATE TABLE `local_value` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`slot` text NOT NULL,
	`number` integer NOT NULL,
	`kind` text NOT NULL,
	`content` text NOT NULL,
	`source` text NOT NULL,
	`verified_on` text,
	`review_by` text,
	`saved_by` text,
	`saved_at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`saved_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `local_value_number` ON `local_value` (`site_id`,`slot`,`number`);--> statement-breakpoint
CREATE INDEX `local_value_saved_by` ON `local_value` (`saved_by`);--> statement-breakpoint
ALTER TABLE `site` ADD `state` text;